{{ config(indexes=[
    {'columns': ['geometry'], 'type': 'gist'},
    {'columns': ['region', 'gemeentecode']},
]) }}

-- Made of its buurten, not of CBS's own row: CBS rounds and suppresses buurten, so that their sum is not the
-- wijk's figure.
select
    region,
    wijkcode,
    min(wijknaam) as wijknaam,
    min(gemeentecode) as gemeentecode,
    sum(inhabitants)::integer as inhabitants,
    sum(aged_65_plus)::integer as aged_65_plus,
    sum(land_area_ha order by buurtcode) as land_area_ha,
    st_multi(st_collectionextract(st_union(geometry order by buurtcode), 3))::geometry(multipolygon, 28992) as geometry
from {{ ref('buurt') }}
group by region, wijkcode
