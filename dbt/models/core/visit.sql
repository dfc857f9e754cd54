{{ config(indexes=[
    {'columns': ['region', 'service_date']},
    {'columns': ['region', 'resident_key']},
    {'columns': ['region', 'buurtcode']},
]) }}

-- The resident's door is looked up for its buurt only; where it is not known the row counts to the hub's gemeente.
select
    visit.region,
    visit.visit_id,
    visit.service_date,
    visit.hub_id,
    visit.concierge_key,
    visit.resident_key,
    visit.reason,
    visit.contact_minutes,
    visit.ladder_step,
    home.buurtcode,
    home.wijkcode,
    coalesce(home.gemeentecode, hub.gemeentecode, region.gemeentecode) as gemeentecode
from {{ ref('stg_visit') }} as visit
inner join {{ ref('lookup_region') }} as region
    on visit.region = region.region
left join {{ ref('lookup_resident') }} as home
    on visit.region = home.region and visit.resident_key = home.resident_key
left join {{ ref('hub') }} as hub
    on visit.region = hub.region and visit.hub_id = hub.hub_id
