{{ config(tags=['marts'], meta={'dagster': {'ref': {'name': 'supplier_flow'}}}) }}

-- Looking up names and rides neither loses nor doubles a flow.
with mart as (
    select
        region,
        scenario,
        count(*) as flows,
        sum(deliveries) as deliveries
    from {{ ref('supplier_flow') }}
    where {{ is_tested() }}
    group by region, scenario
),

planned as (
    select
        region,
        scenario,
        count(*) as flows,
        sum(deliveries) as deliveries
    from {{ source('planning', 'flow') }}
    where {{ is_tested() }}
    group by region, scenario
)

select
    coalesce(mart.region, planned.region) as region,
    coalesce(mart.scenario, planned.scenario) as scenario
from mart
full outer join planned on mart.region = planned.region and mart.scenario = planned.scenario
where
    mart.flows is distinct from planned.flows
    or mart.deliveries is distinct from planned.deliveries
