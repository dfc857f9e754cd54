{{ config(indexes=[
    {'columns': ['geometry'], 'type': 'gist'},
    {'columns': ['region', 'gemeentecode']},
]) }}

select
    hub.region,
    hub.hub_id,
    hub.name,
    hub.opened_on,
    hub.closed_on,
    hub.succeeded_by,
    hub.capacity_per_day,
    hub.storage_m2,
    hub.with_facility,
    hub.delivery_access,
    hub.charging,
    hub.opening_hours_week,
    hub.rent_eur_year,
    hub.with_social_team,
    hub.with_volunteers,
    hub.spare_concierge_hours_week,
    hub.serves,
    {{ gemeentecode_at('hub.region', 'hub.geometry') }} as gemeentecode,
    hub.geometry
from {{ ref('stg_hub') }} as hub
inner join {{ ref('lookup_region') }} as region
    on hub.region = region.region
