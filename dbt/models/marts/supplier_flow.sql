{{ config(indexes=[
    {'columns': ['gemeentecode', 'scenario']},
]) }}

-- Days that a supplier brought goods to a hub: a ride serves all buurten at once, so it is shared out over them by
-- their deliveries, and the kilometres of the flows add up to those of the rides.
with ride as (
    select
        region,
        supplier_id,
        hub_id,
        count(distinct service_date) as days,
        count(*) as deliveries
    from {{ ref('delivery') }}
    group by region, supplier_id, hub_id
)

select
    flow.region,
    flow.scenario,
    flow.supplier_id,
    supplier.name as supplier_name,
    flow.hub_id,
    hub.name as hub_name,
    flow.buurtcode,
    flow.channel,
    flow.gemeentecode,
    flow.deliveries,
    flow.delivery_days,
    flow.supplier_leg_m / 1000 as supplier_leg_km,
    flow.hub_leg_m / 1000 as hub_leg_km,
    case
        when flow.channel <> 'past_hub'
            then 2 * flow.supplier_leg_m / 1000 * ride.days * flow.deliveries / ride.deliveries
    end as supplier_km,
    flow.deliveries * flow.hub_leg_m / 1000 as delivery_km
from {{ source('planning', 'flow') }} as flow
left join ride
    on flow.region = ride.region and flow.supplier_id = ride.supplier_id and flow.hub_id = ride.hub_id
left join {{ ref('supplier') }} as supplier
    on flow.region = supplier.region and flow.supplier_id = supplier.supplier_id
left join {{ ref('hub') }} as hub
    on flow.region = hub.region and flow.hub_id = hub.hub_id
