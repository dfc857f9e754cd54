-- A supplier has no place of its own: it is counted to the gemeente of its first depot, else to the region's main one.
with first_depot as (
    select distinct on (region, supplier_id)
        region,
        supplier_id,
        gemeentecode
    from {{ ref('depot') }}
    order by region, supplier_id, depot_id
)

select
    supplier.region,
    supplier.supplier_id,
    supplier.name,
    supplier.kind,
    supplier.delivery_days,
    supplier.stock_at_hub,
    supplier.vehicle_kind,
    coalesce(first_depot.gemeentecode, region.gemeentecode) as gemeentecode
from {{ ref('stg_supplier') }} as supplier
inner join {{ ref('lookup_region') }} as region
    on supplier.region = region.region
left join first_depot
    on supplier.region = first_depot.region and supplier.supplier_id = first_depot.supplier_id
