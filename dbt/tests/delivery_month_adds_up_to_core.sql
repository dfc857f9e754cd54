{{ config(tags=['marts'], meta={'dagster': {'ref': {'name': 'delivery_month'}}}) }}

-- The months of a region hold each of its deliveries once, with and without contact.
with monthly as (
    select
        region,
        sum(deliveries) as deliveries,
        sum(contact_deliveries) as contact_deliveries
    from {{ ref('delivery_month') }}
    where {{ is_tested() }}
    group by region
),

counted as (
    select
        region,
        count(*) as deliveries,
        count(*) filter (where contact) as contact_deliveries
    from {{ ref('delivery') }}
    where {{ is_tested() }}
    group by region
)

select
    coalesce(monthly.region, counted.region) as region,
    monthly.deliveries as monthly,
    counted.deliveries as counted
from monthly
full outer join counted on monthly.region = counted.region
where
    monthly.deliveries is distinct from counted.deliveries
    or monthly.contact_deliveries is distinct from counted.contact_deliveries
