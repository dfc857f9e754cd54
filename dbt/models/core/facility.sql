{{ config(indexes=[
    {'columns': ['geometry'], 'type': 'gist'},
    {'columns': ['region', 'gemeentecode']},
]) }}

select
    facility.region,
    facility.facility_id,
    facility.name,
    facility.kind,
    facility.origin,
    facility.candidate,
    facility.storage_m2,
    {{ gemeentecode_at('facility.region', 'facility.geometry') }} as gemeentecode,
    facility.geometry
from {{ ref('stg_facility') }} as facility
inner join {{ ref('lookup_region') }} as region
    on facility.region = region.region
