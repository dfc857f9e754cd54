{{ config(indexes=[
    {'columns': ['geometry'], 'type': 'gist'},
]) }}

-- Made of its buurten, not of CBS's own row: CBS rounds and suppresses buurten, so that their sum is not the
-- gemeente's figure.
select
    region,
    gemeentecode,
    min(gemeentenaam) as gemeentenaam,
    sum(inhabitants)::integer as inhabitants,
    sum(aged_65_plus)::integer as aged_65_plus,
    st_multi(st_collectionextract(st_union(geometry order by buurtcode), 3))::geometry(multipolygon, 28992) as geometry
from {{ ref('buurt') }}
group by region, gemeentecode
