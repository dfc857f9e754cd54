{{ config(indexes=[
    {'columns': ['region', 'resident_key']},
]) }}

-- The resident's door is looked up for its buurt only; where it is not known the row counts to the hub's gemeente. The
-- orders of a day are made of these when that day is planned (routing/route_plan/standing.py).
select
    standing_order.region,
    standing_order.standing_id,
    standing_order.weekdays,
    standing_order.every_weeks,
    standing_order.starts_on,
    standing_order.ends_on,
    standing_order.supplier_id,
    standing_order.hub_id,
    standing_order.resident_key,
    standing_order.kind,
    standing_order.contact,
    standing_order.service_minutes,
    standing_order.window_from_s,
    standing_order.window_to_s,
    standing_order.release_s,
    home.buurtcode,
    home.wijkcode,
    coalesce(home.gemeentecode, hub.gemeentecode, region.gemeentecode) as gemeentecode
from {{ ref('stg_standing_order') }} as standing_order
inner join {{ ref('lookup_region') }} as region
    on standing_order.region = region.region
left join {{ ref('lookup_resident') }} as home
    on standing_order.region = home.region and standing_order.resident_key = home.resident_key
left join {{ ref('hub') }} as hub
    on standing_order.region = hub.region and standing_order.hub_id = hub.hub_id
