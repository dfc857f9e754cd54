{{ config(indexes=[
    {'columns': ['region', 'service_date']},
    {'columns': ['region', 'resident_key']},
    {'columns': ['region', 'buurtcode']},
]) }}

-- The resident's door is looked up for its buurt only; where it is not known the row counts to the hub's gemeente.
select
    delivery.region,
    delivery.delivery_id,
    delivery.service_date,
    delivery.supplier_id,
    delivery.hub_id,
    delivery.concierge_key,
    delivery.resident_key,
    delivery.contact,
    delivery.contact_minutes,
    delivery.ladder_step,
    home.buurtcode,
    home.wijkcode,
    coalesce(home.gemeentecode, hub.gemeentecode, region.gemeentecode) as gemeentecode
from {{ ref('stg_delivery') }} as delivery
inner join {{ ref('lookup_region') }} as region
    on delivery.region = region.region
left join {{ ref('lookup_resident') }} as home
    on delivery.region = home.region and delivery.resident_key = home.resident_key
left join {{ ref('hub') }} as hub
    on delivery.region = hub.region and delivery.hub_id = hub.hub_id
