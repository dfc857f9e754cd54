{{ config(tags=['marts'], meta={'dagster': {'ref': {'name': 'supplier_wijk'}}}) }}

-- The wijken of a region hold each of its deliveries once, those of an unknown address included.
with summed as (
    select
        region,
        sum(deliveries) as deliveries
    from {{ ref('supplier_wijk') }}
    where {{ is_tested() }}
    group by region
),

counted as (
    select
        region,
        count(*) as deliveries
    from {{ ref('delivery') }}
    where {{ is_tested() }}
    group by region
)

select coalesce(summed.region, counted.region) as region
from summed
full outer join counted on summed.region = counted.region
where summed.deliveries is distinct from counted.deliveries
