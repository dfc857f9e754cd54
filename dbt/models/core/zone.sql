{{ config(indexes=[
    {'columns': ['geometry'], 'type': 'gist'},
]) }}

select
    zone.region,
    zone.zone_id,
    zone.name,
    zone.kind,
    zone.valid_from,
    zone.valid_to,
    {{ gemeentecode_at('zone.region', 'st_pointonsurface(zone.geometry)') }} as gemeentecode,
    zone.geometry
from {{ ref('stg_zone') }} as zone
inner join {{ ref('lookup_region') }} as region
    on zone.region = region.region
