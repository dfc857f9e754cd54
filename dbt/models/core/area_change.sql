{{ config(indexes=[
    {'columns': ['region', 'to_code']},
]) }}

select
    change.region,
    change.from_year,
    change.from_code,
    change.to_code,
    change.to_year,
    change.kind,
    change.share_of_from,
    change.share_of_to,
    change.overlap_m2,
    'GM' || substr(change.to_code, 3, 4) as gemeentecode
from {{ ref('stg_area_change') }} as change
inner join {{ ref('lookup_region') }} as region
    on change.region = region.region
