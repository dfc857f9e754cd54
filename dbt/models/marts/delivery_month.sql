{{ config(indexes=[
    {'columns': ['gemeentecode']},
]) }}

select
    region,
    gemeentecode,
    hub_id,
    supplier_id,
    date_trunc('month', service_date)::date as month,
    count(*)::integer as deliveries,
    (count(*) filter (where contact))::integer as contact_deliveries,
    (count(*) filter (where contact))::double precision / count(*) as contact_share,
    sum(contact_minutes order by delivery_id) as contact_minutes,
    count(distinct resident_key)::integer as unique_addresses
from {{ ref('delivery') }}
group by region, gemeentecode, hub_id, supplier_id, date_trunc('month', service_date)
