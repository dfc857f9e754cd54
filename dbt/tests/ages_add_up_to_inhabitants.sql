{{ config(tags=['core'], severity='warn', meta={'dagster': {'ref': {'name': 'population_age'}}}) }}

-- The ages of an area add up to its inhabitants of that year in the key figures, but for CBS's rounding to five, where
-- both are there and no age is suppressed.
with summed as (
    select
        region,
        area_code,
        year,
        case when sex = 'both' then 'both' else 'by_sex' end as told,
        count(distinct sex) as sexes,
        sum(count) as inhabitants
    from {{ ref('population_age') }}
    where {{ is_tested() }}
    group by region, area_code, year, case when sex = 'both' then 'both' else 'by_sex' end
    having count(*) = count(count)
)

select
    summed.region,
    summed.area_code,
    summed.year,
    summed.told,
    summed.inhabitants as of_all_ages,
    figure.inhabitants
from summed
inner join {{ ref('area_figure') }} as figure
    on
        summed.region = figure.region
        and summed.area_code = figure.area_code
        and summed.year = figure.year
where
    abs(summed.inhabitants - figure.inhabitants) > 5
    and (summed.told = 'both' or summed.sexes = 2)
