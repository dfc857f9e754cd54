{{ config(indexes=[
    {'columns': ['region', 'service_date']},
]) }}

-- Where a passenger is fetched and brought is looked up for its buurt only.
select
    trip_request.region,
    trip_request.request_id,
    trip_request.service_date,
    trip_request.organisation,
    trip_request.passenger_key,
    trip_request.purpose,
    trip_request.pickup_from_s,
    trip_request.dropoff_to_s,
    trip_request.return_from_s,
    trip_request.return_to_s,
    trip_request.max_ride_s,
    trip_request.party_size,
    pickup.buurtcode as pickup_buurtcode,
    dropoff.buurtcode as dropoff_buurtcode,
    coalesce(pickup.gemeentecode, dropoff.gemeentecode, region.gemeentecode) as gemeentecode
from {{ ref('stg_trip_request') }} as trip_request
inner join {{ ref('lookup_region') }} as region
    on trip_request.region = region.region
left join {{ ref('stg_passenger') }} as passenger
    on trip_request.region = passenger.region and trip_request.request_id = passenger.request_id
left join lateral ({{ buurt_at('passenger.region', 'passenger.pickup') }}) as pickup on true
left join lateral ({{ buurt_at('passenger.region', 'passenger.dropoff') }}) as dropoff on true
