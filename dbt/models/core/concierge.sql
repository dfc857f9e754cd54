{{ config(indexes=[
    {'columns': ['region', 'hub_id']},
]) }}

select
    concierge.region,
    concierge.concierge_key,
    concierge.hub_id,
    concierge.workdays,
    concierge.shift_from_s,
    concierge.shift_to_s,
    concierge.vehicle_id,
    coalesce(hub.gemeentecode, region.gemeentecode) as gemeentecode
from {{ ref('stg_concierge') }} as concierge
inner join {{ ref('lookup_region') }} as region
    on concierge.region = region.region
left join {{ ref('hub') }} as hub
    on concierge.region = hub.region and concierge.hub_id = hub.hub_id
