{{ config(indexes=[
    {'columns': ['geometry'], 'type': 'gist'},
]) }}

-- Made of its buurten; CBS's own row stands beside it: CBS rounds and suppresses buurten, so that their sum is not the
-- gemeente's figure.
with summed as (
    select
        region,
        gemeentecode,
        min(gemeentenaam) as gemeentenaam,
        sum(inhabitants)::integer as inhabitants,
        sum(aged_65_plus)::integer as aged_65_plus,
        st_multi(st_collectionextract(st_union(geometry order by buurtcode), 3))::geometry(multipolygon, 28992)
            as geometry
    from {{ ref('buurt') }}
    group by region, gemeentecode
)

select
    summed.region,
    summed.gemeentecode,
    summed.gemeentenaam,
    summed.inhabitants,
    summed.aged_65_plus,
    own.inhabitants as inhabitants_cbs,
    own.aged_65_plus as aged_65_plus_cbs,
    nullif(own.year, 0) as year_cbs,
    summed.geometry
from summed
left join {{ ref('lookup_own_figure') }} as own
    on summed.region = own.region and summed.gemeentecode = own.area_code
