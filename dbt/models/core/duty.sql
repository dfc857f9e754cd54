select
    duty.region,
    duty.duty_id,
    duty.concierge_key,
    duty.kind,
    duty.weekdays,
    duty.starts_on,
    duty.ends_on,
    duty.from_s,
    duty.to_s,
    duty.minutes,
    duty.facility_id,
    coalesce(hub.gemeentecode, region.gemeentecode) as gemeentecode
from {{ ref('stg_duty') }} as duty
inner join {{ ref('lookup_region') }} as region
    on duty.region = region.region
left join {{ ref('stg_concierge') }} as concierge
    on duty.region = concierge.region and duty.concierge_key = concierge.concierge_key
left join {{ ref('hub') }} as hub
    on concierge.region = hub.region and concierge.hub_id = hub.hub_id
