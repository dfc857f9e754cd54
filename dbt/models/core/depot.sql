{{ config(indexes=[
    {'columns': ['geometry'], 'type': 'gist'},
    {'columns': ['region', 'supplier_id']},
]) }}

select
    depot.region,
    depot.depot_id,
    depot.supplier_id,
    depot.name,
    {{ gemeentecode_at('depot.region', 'depot.geometry') }} as gemeentecode,
    depot.geometry
from {{ ref('stg_depot') }} as depot
inner join {{ ref('lookup_region') }} as region
    on depot.region = region.region
