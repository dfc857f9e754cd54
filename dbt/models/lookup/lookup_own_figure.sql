{{ config(tags=["core"]) }}

-- CBS's own row of each gemeente and wijk, of the newest year that has its inhabitants; 0 is an unknown year. A year of
-- other boundaries counts where no part of the area came from or went to another one: its code may have stayed while
-- its border moved.
with moved as (
    select distinct
        change.region,
        change.from_year,
        side.area_code
    from {{ ref('stg_area_change') }} as change
    cross join lateral (
        values
            ('GM' || substr(change.from_code, 3, 4), 'GM' || substr(change.to_code, 3, 4)),
            ('WK' || substr(change.from_code, 3, 6), 'WK' || substr(change.to_code, 3, 6))
    ) as part (from_area, to_area)
    cross join lateral (values (part.from_area), (part.to_area)) as side (area_code)
    where part.from_area <> part.to_area
)

select distinct on (figure.area_code, figure.region)
    figure.region,
    figure.area_code,
    figure.year,
    figure.inhabitants,
    figure.aged_65_plus
from {{ ref('stg_key_figure') }} as figure
inner join {{ ref('lookup_figure_year') }} as figure_year
    on figure.region = figure_year.region and figure.year = figure_year.year
left join moved
    on
        figure.region = moved.region
        and figure.area_code = moved.area_code
        and figure_year.from_year = moved.from_year
where
    figure.area_kind in ('gemeente', 'wijk')
    and figure.inhabitants is not null
    and moved.area_code is null
order by figure.area_code, figure.region, figure.year desc
