{{ config(indexes=[
    {'columns': ['geometry'], 'type': 'gist'},
    {'columns': ['region', 'gemeentecode']},
]) }}

-- Made of its buurten; CBS's own row stands beside it: CBS rounds and suppresses buurten, so that their sum is not the
-- wijk's figure.
with summed as (
    select
        region,
        wijkcode,
        min(wijknaam) as wijknaam,
        min(gemeentecode) as gemeentecode,
        sum(inhabitants)::integer as inhabitants,
        sum(aged_65_plus)::integer as aged_65_plus,
        sum(land_area_ha order by buurtcode) as land_area_ha,
        st_multi(st_collectionextract(st_union(geometry order by buurtcode), 3))::geometry(multipolygon, 28992)
            as geometry
    from {{ ref('buurt') }}
    group by region, wijkcode
)

select
    summed.region,
    summed.wijkcode,
    summed.wijknaam,
    summed.gemeentecode,
    summed.inhabitants,
    summed.aged_65_plus,
    own.inhabitants as inhabitants_cbs,
    own.aged_65_plus as aged_65_plus_cbs,
    nullif(own.year, 0) as year_cbs,
    summed.land_area_ha,
    summed.geometry
from summed
left join {{ ref('lookup_own_figure') }} as own
    on summed.region = own.region and summed.wijkcode = own.area_code
