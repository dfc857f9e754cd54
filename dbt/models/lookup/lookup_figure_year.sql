{{ config(tags=["core"]) }}

-- The years of key figures, each with the earlier boundaries (from_year of the changes) that its buurten are carried
-- over; from_year is empty where its codes are today's, and 0 is a file that does not say its year.
-- Earlier boundaries of that very year go first. Those of an unknown year serve a year whose codes are not all today's
-- but all theirs. Any other year is taken by code.
with change_year as (
    select
        region,
        from_year,
        max(to_year) as to_year
    from {{ ref('stg_area_change') }}
    group by region, from_year
),

today as (
    select
        region,
        max(to_year) as to_year
    from change_year
    group by region
),

unknown_year as (
    select distinct
        region,
        from_code
    from {{ ref('stg_area_change') }}
    where from_year = 0
),

figure_year as (
    select
        figure.region,
        figure.year,
        bool_or(buurt.buurtcode is null) filter (where figure.area_kind = 'buurt') as has_other_code,
        bool_and(earlier.from_code is not null) filter (where figure.area_kind = 'buurt') as has_earlier_codes
    from {{ ref('stg_key_figure') }} as figure
    left join {{ ref('stg_buurt') }} as buurt
        on figure.region = buurt.region and figure.area_code = buurt.buurtcode
    left join unknown_year as earlier
        on figure.region = earlier.region and figure.area_code = earlier.from_code
    group by figure.region, figure.year
)

select
    figure_year.region,
    figure_year.year,
    case
        when figure_year.year = today.to_year then null
        when figure_year.year > 0 and same_year.from_year is not null then same_year.from_year
        when figure_year.has_other_code and figure_year.has_earlier_codes then 0
    end as from_year
from figure_year
left join today
    on figure_year.region = today.region
left join change_year as same_year
    on figure_year.region = same_year.region and figure_year.year = same_year.from_year
