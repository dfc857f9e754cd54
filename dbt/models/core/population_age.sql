{{ config(indexes=[
    {'columns': ['region', 'gemeentecode']},
]) }}

-- The region's gemeenten with their wijken and buurten; the source may hold the whole country.
select
    population.region,
    population.area_code,
    population.year,
    population.sex,
    population.age,
    population.area_name,
    population.count,
    gemeente.gemeentecode
from {{ ref('stg_population_age') }} as population
inner join {{ ref('gemeente') }} as gemeente
    on population.region = gemeente.region and 'GM' || substr(population.area_code, 3, 4) = gemeente.gemeentecode
where population.area_code ~ '^(GM[0-9]{4}|WK[0-9]{4}[0-9A-Z]{2}|BU[0-9]{4}[0-9A-Z]{4})$'
