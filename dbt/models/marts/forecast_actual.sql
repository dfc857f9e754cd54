{{ config(indexes=[
    {'columns': ['gemeentecode', 'forecast_date']},
]) }}

-- What was expected of a day beside what came; empty while the day lies after the last delivery that was loaded.
with came as (
    select
        region,
        hub_id,
        service_date,
        count(*)::integer as deliveries
    from {{ ref('delivery') }}
    group by region, hub_id, service_date
),

last_day as (
    select
        region,
        max(service_date) as service_date
    from came
    group by region
)

select
    room.region,
    room.service_date,
    room.hub_id,
    room.forecast_date,
    room.gemeentecode,
    room.expected,
    room.low,
    room.high,
    case when room.forecast_date <= last_day.service_date then coalesce(came.deliveries, 0) end as actual,
    case
        when room.forecast_date <= last_day.service_date then coalesce(came.deliveries, 0) - room.expected
    end as difference,
    case
        when room.forecast_date <= last_day.service_date
            then coalesce(came.deliveries, 0) between room.low and room.high
    end as held
from {{ source('planning', 'forecast_room') }} as room
left join last_day
    on room.region = last_day.region
left join came
    on room.region = came.region and room.hub_id = came.hub_id and room.forecast_date = came.service_date
