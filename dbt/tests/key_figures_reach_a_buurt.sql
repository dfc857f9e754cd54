{{ config(tags=['core'], severity='warn', meta={'dagster': {'ref': {'name': 'area_figure'}}}) }}

-- Buurten with key figures that no buurt of today gets: their code is not among today's, nor in the earlier boundaries
-- that their year is carried over. Load the boundaries of that year as buurt_earlier.
select
    figure.region,
    figure.year,
    figure.area_code
from {{ ref('area_figure') }} as figure
inner join {{ ref('lookup_figure_year') }} as figure_year
    on figure.region = figure_year.region and figure.year = figure_year.year
left join {{ ref('buurt') }} as buurt
    on figure.region = buurt.region and figure.area_code = buurt.buurtcode
where
    figure.area_kind = 'buurt'
    and {{ is_tested('figure.region') }}
    and case
        when figure_year.from_year is null then buurt.buurtcode is null
        else not exists (
            select 1
            from {{ ref('area_change') }} as change
            where
                change.region = figure.region
                and change.from_year = figure_year.from_year
                and change.from_code = figure.area_code
        )
    end
