{{ config(indexes=[
    {'columns': ['gemeentecode', 'supplier_id']},
]) }}

select
    region,
    supplier_id,
    coalesce(wijkcode, 'onbekend') as wijkcode,
    gemeentecode,
    date_trunc('month', service_date)::date as month,
    count(*)::integer as deliveries,
    (count(*) filter (where contact))::integer as contact_deliveries,
    sum(contact_minutes order by delivery_id) as contact_minutes,
    count(distinct resident_key)::integer as unique_addresses
from {{ ref('delivery') }}
group by region, supplier_id, coalesce(wijkcode, 'onbekend'), gemeentecode, date_trunc('month', service_date)
