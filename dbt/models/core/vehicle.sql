{{ config(indexes=[
    {'columns': ['geometry'], 'type': 'gist'},
    {'columns': ['region', 'hub_id']},
]) }}

select
    vehicle.region,
    vehicle.vehicle_id,
    vehicle.organisation,
    vehicle.kind,
    vehicle.hub_id,
    vehicle.capacity_l,
    vehicle.cooled,
    vehicle.range_km,
    vehicle.seats,
    vehicle.wheelchair_places,
    vehicle.shift_from_s,
    vehicle.shift_to_s,
    vehicle.fold_seats,
    vehicle.volunteer,
    vehicle.break_from_s,
    vehicle.break_to_s,
    vehicle.break_s,
    coalesce(
        hub.gemeentecode,
        case when vehicle.geometry is not null then {{ gemeentecode_at('vehicle.region', 'vehicle.geometry') }} end,
        region.gemeentecode
    ) as gemeentecode,
    vehicle.geometry
from {{ ref('stg_vehicle') }} as vehicle
inner join {{ ref('lookup_region') }} as region
    on vehicle.region = region.region
left join {{ ref('hub') }} as hub
    on vehicle.region = hub.region and vehicle.hub_id = hub.hub_id
