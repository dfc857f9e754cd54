{{ config(indexes=[
    {'columns': ['region', 'service_date']},
    {'columns': ['region', 'resident_key']},
    {'columns': ['region', 'buurtcode']},
]) }}

-- The resident's door is looked up for its buurt only; where it is not known the row counts to the hub's gemeente.
select
    order_line.region,
    order_line.order_id,
    order_line.service_date,
    order_line.supplier_id,
    order_line.hub_id,
    order_line.resident_key,
    order_line.kind,
    order_line.contact,
    order_line.service_minutes,
    order_line.window_from_s,
    order_line.window_to_s,
    order_line.release_s,
    order_line.promised_to,
    home.buurtcode,
    home.wijkcode,
    coalesce(home.gemeentecode, hub.gemeentecode, region.gemeentecode) as gemeentecode
from {{ ref('stg_order_line') }} as order_line
inner join {{ ref('lookup_region') }} as region
    on order_line.region = region.region
left join {{ ref('lookup_resident') }} as home
    on order_line.region = home.region and order_line.resident_key = home.resident_key
left join {{ ref('hub') }} as hub
    on order_line.region = hub.region and order_line.hub_id = hub.hub_id
