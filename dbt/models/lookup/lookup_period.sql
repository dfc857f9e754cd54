{{ config(tags=["marts"]) }}

-- The twelve months that marts look back on: up to the last day with a delivery or visit, never up to today, so that
-- the same files give the same figures. A region without either looks back from its last month of signals.
with last_day as (
    select
        region,
        service_date as day,
        1 as priority
    from {{ ref('delivery') }}
    union all
    select
        region,
        service_date as day,
        1 as priority
    from {{ ref('visit') }}
    union all
    select
        region,
        (month + interval '1 month - 1 day')::date as day,
        2 as priority
    from {{ ref('signal_count') }}
)

select distinct on (region)
    region,
    day as period_to,
    (day - interval '1 year')::date + 1 as period_from
from last_day
order by region, priority, day desc
