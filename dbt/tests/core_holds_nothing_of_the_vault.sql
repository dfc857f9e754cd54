{{ config(tags=['core'], meta={'dagster': {'ref': {'name': 'delivery'}}}) }}

-- What a person is called, where the person lives and what the person receives stay in the vault. A table of core
-- that speaks of persons by pseudonym has no column of the vault and no geometry; any other table may have a name or
-- a place of its own (hub, facility), and public addresses (core.address, core.facility) have their street and number.
{% for model in ['buurt', 'wijk', 'gemeente', 'address', 'facility', 'hub', 'supplier', 'depot', 'delivery', 'visit',
                 'order_line', 'standing_order', 'concierge', 'duty', 'vehicle', 'trip_request', 'signal_count', 'area_figure', 'area_change',
                 'health', 'care_use', 'population_age', 'frailty_rate'] %}
-- depends_on: {{ ref(model) }}
{% endfor %}
with vault_column as ({{ vault_columns() }}),

core_column as ({{ columns_of_schema('core') }}),

person_table as (
    select distinct table_name
    from core_column
    where column_name in ('resident_key', 'passenger_key', 'concierge_key')
)

select
    core_column.table_name,
    core_column.column_name,
    'column of the vault in core' as fault
from core_column
where
    (
        core_column.table_name in (select person_table.table_name from person_table)
        and (
            core_column.column_name in (select vault_column.column_name from vault_column)
            or core_column.data_type like 'geometry%'
        )
    )
    or (
        core_column.column_name in (select vault_column.column_name from vault_column)
        and core_column.column_name not in ('name', 'geometry')
        and not (
            core_column.table_name in ('address', 'facility')
            and core_column.column_name in ('street', 'house_number', 'postcode', 'place')
        )
    )
union all
-- a test that finds no vault would pass for the wrong reason
select
    'vault' as table_name,
    'resident' as column_name,
    'the vault was not found' as fault
where not exists (select 1 from vault_column where vault_column.column_name = 'house_number')
