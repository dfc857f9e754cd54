-- Each organisation alone (before) beside all in one pool (after), a row a date and organisation; '*' is all together.
with alone as (
    select *
    from {{ source('planning', 'van_pool_summary') }}
    where plan = 'alone'
),

pool as (
    select *
    from {{ source('planning', 'van_pool_summary') }}
    where plan = 'pool'
)

select
    coalesce(alone.region, pool.region) as region,
    coalesce(alone.service_date, pool.service_date) as service_date,
    coalesce(alone.organisation, pool.organisation) as organisation,
    coalesce(alone.gemeentecode, pool.gemeentecode) as gemeentecode,
    coalesce(alone.requests, pool.requests) as requests,
    alone.vans as alone_vans,
    alone.served as alone_served,
    alone.movements as alone_movements,
    alone.length_m / 1000 as alone_km,
    alone.empty_m / 1000 as alone_empty_km,
    alone.mean_ride_s / 60 as alone_mean_ride_min,
    alone.occupancy as alone_occupancy,
    alone.co2_g / 1000 as alone_co2_kg,
    alone.reasons as alone_unserved_reasons,
    pool.vans as pool_vans,
    pool.served as pool_served,
    pool.movements as pool_movements,
    pool.length_m / 1000 as pool_km,
    pool.empty_m / 1000 as pool_empty_km,
    pool.mean_ride_s / 60 as pool_mean_ride_min,
    pool.occupancy as pool_occupancy,
    pool.co2_g / 1000 as pool_co2_kg,
    pool.reasons as pool_unserved_reasons,
    alone.movements - pool.movements as movements_saved,
    (alone.length_m - pool.length_m) / 1000 as km_saved,
    (alone.co2_g - pool.co2_g) / 1000 as co2_saved_kg
from alone
full outer join pool
    on
        alone.region = pool.region
        and alone.service_date = pool.service_date
        and alone.organisation = pool.organisation
