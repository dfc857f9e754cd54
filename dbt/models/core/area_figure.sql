{{ config(indexes=[
    {'columns': ['region', 'gemeentecode']},
    {'columns': ['region', 'area_kind', 'year']},
]) }}

-- CBS's own rows, as published: nothing is summed, carried or filled in here.
select
    figure.region,
    figure.area_code,
    figure.year,
    figure.area_kind,
    figure.area_name,
    figure.gemeentecode,
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
