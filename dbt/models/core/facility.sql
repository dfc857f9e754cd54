{{ config(indexes=[
    {'columns': ['geometry'], 'type': 'gist'},
    {'columns': ['region', 'gemeentecode']},
]) }}

-- A facility that two sources have stands here once; what the row that stays leaves blank comes from its doubles.
with filled as (
    select
        facility_match.region,
        facility_match.facility_id,
        min(facility.opening_hours) as opening_hours,
        min(facility.accessibility) as accessibility,
        string_agg(facility_match.double_id, ',' order by facility_match.double_id) as also_in
    from {{ source('intake', 'facility_match') }} as facility_match
    inner join {{ ref('stg_facility') }} as facility
        on facility_match.region = facility.region and facility_match.double_id = facility.facility_id
    group by facility_match.region, facility_match.facility_id
)

select
    facility.region,
    facility.facility_id,
    facility.name,
    facility.kind,
    facility.origin,
    facility.candidate,
    facility.storage_m2,
    facility.capacity,
    facility.capacity_per_day,
    facility.delivery_access,
    facility.charging,
    facility.opening_hours_week,
    facility.rent_eur_year,
    facility.with_social_team,
    facility.with_volunteers,
    facility.spare_concierge_hours_week,
    facility.formality,
    coalesce(facility.opening_hours, filled.opening_hours) as opening_hours,
    facility.target_group,
    coalesce(facility.accessibility, filled.accessibility) as accessibility,
    facility.street,
    facility.house_number,
    facility.postcode,
    facility.place,
    filled.also_in,
    {{ gemeentecode_at('facility.region', 'facility.geometry') }} as gemeentecode,
    facility.geometry
from {{ ref('stg_facility') }} as facility
inner join {{ ref('lookup_region') }} as region
    on facility.region = region.region
left join filled
    on facility.region = filled.region and facility.facility_id = filled.facility_id
where not exists (
    select 1
    from {{ source('intake', 'facility_match') }} as facility_match
    where facility_match.region = facility.region and facility_match.double_id = facility.facility_id
)
