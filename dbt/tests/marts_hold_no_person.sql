{{ config(tags=['marts'], meta={'dagster': {'ref': {'name': 'buurt_overview'}}}) }}

-- Marts are for researchers: no column of the vault, no pseudonym, no key of something that one person got, no point.
{% for model in ['buurt_overview', 'delivery_month', 'hub_alternatives', 'supplier_flow', 'van_pool', 'impact'] %}
-- depends_on: {{ ref(model) }}
{% endfor %}
with vault_column as ({{ vault_columns() }}),

mart_column as ({{ columns_of_schema('marts') }})

select
    mart_column.table_name,
    mart_column.column_name,
    'says something of a person' as fault
from mart_column
where
    (
        mart_column.column_name in (select vault_column.column_name from vault_column)
        and mart_column.column_name <> 'geometry'
    )
    or mart_column.column_name like '%\_key'
    or mart_column.column_name in ('delivery_id', 'visit_id', 'order_id', 'request_id')
    or mart_column.data_type like 'geometry(Point%'
union all
-- a test that finds no vault would pass for the wrong reason
select
    'vault' as table_name,
    'resident' as column_name,
    'the vault was not found' as fault
where not exists (select 1 from vault_column where vault_column.column_name = 'house_number')
