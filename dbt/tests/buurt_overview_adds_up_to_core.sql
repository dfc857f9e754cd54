{{ config(tags=['marts'], meta={'dagster': {'ref': {'name': 'buurt_overview'}}}) }}

-- In each scenario the buurten hold the inhabitants of the region once, and the deliveries of the twelve months whose
-- address was found.
with overview as (
    select
        region,
        scenario,
        count(*) as buurten,
        coalesce(sum(inhabitants), 0) as inhabitants,
        coalesce(sum(deliveries_12m), 0) as deliveries
    from {{ ref('buurt_overview') }}
    where {{ is_tested() }}
    group by region, scenario
),

buurten as (
    select
        region,
        count(*) as buurten,
        coalesce(sum(inhabitants), 0) as inhabitants
    from {{ ref('buurt') }}
    group by region
),

last_day as (
    select
        seen.region,
        max(seen.service_date) as day
    from (
        select region, service_date from {{ ref('delivery') }}
        union all
        select region, service_date from {{ ref('visit') }}
    ) as seen
    group by seen.region
),

delivered as (
    select
        delivery.region,
        count(*) as deliveries
    from {{ ref('delivery') }} as delivery
    inner join last_day on delivery.region = last_day.region
    where delivery.buurtcode is not null and delivery.service_date > last_day.day - interval '1 year'
    group by delivery.region
)

select
    overview.region,
    overview.scenario
from overview
inner join buurten on overview.region = buurten.region
left join delivered on overview.region = delivered.region
where
    overview.buurten <> buurten.buurten
    or overview.inhabitants <> buurten.inhabitants
    or overview.deliveries <> coalesce(delivered.deliveries, 0)
