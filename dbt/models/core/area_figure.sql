{{ config(indexes=[
    {'columns': ['region', 'gemeentecode']},
    {'columns': ['region', 'area_kind', 'year']},
]) }}

-- CBS's own rows, as published: nothing is summed, carried or filled in here. A buurt of a gemeente that was merged away
-- counts to the gemeente of today that most of it lies in.
with successor as (
    select distinct on (region, from_code, from_year)
        region,
        from_code,
        from_year,
        gemeentecode
    from {{ ref('area_change') }}
    order by region, from_code, from_year, overlap_m2 desc, to_code
)

select
    figure.region,
    figure.area_code,
    figure.year,
    figure.area_kind,
    figure.area_name,
    case
        when gemeente.gemeentecode is null then coalesce(successor.gemeentecode, figure.gemeentecode)
        else figure.gemeentecode
    end as gemeentecode,
    figure.inhabitants,
    figure.aged_0_14,
    figure.aged_65_plus,
    figure.aged_65_79,
    figure.aged_80_plus,
    figure.widowed,
    figure.households,
    figure.single_households,
    figure.childless_households,
    figure.family_households,
    figure.household_size,
    figure.home_value_keur,
    figure.owner_occupied_pct,
    figure.single_family_pct,
    figure.income_keur,
    figure.lowest_40_income_pct,
    figure.low_income_pct,
    figure.social_minimum_pct,
    figure.wmo_clients,
    figure.address_density,
    figure.urbanity,
    figure.land_area_ha,
    figure.gp_distance_km,
    figure.supermarket_distance_km
from {{ ref('stg_key_figure') }} as figure
inner join {{ ref('lookup_region') }} as region
    on figure.region = region.region
left join {{ ref('gemeente') }} as gemeente
    on figure.region = gemeente.region and figure.gemeentecode = gemeente.gemeentecode
left join {{ ref('lookup_figure_year') }} as figure_year
    on figure.region = figure_year.region and figure.year = figure_year.year
left join successor
    on
        figure.region = successor.region
        and figure.area_code = successor.from_code
        and figure_year.from_year = successor.from_year
