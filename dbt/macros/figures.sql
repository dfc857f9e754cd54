{#
    Which figures a buurt has, and how each is carried to the buurten of another year. The rules of carrying are those
    of geo/area_change.py: carry_counts and carry_shares.
#}

{# Counts: divided by share of area. #}
{% macro counted_figures() %}
    {%- do return([
        'inhabitants', 'aged_0_14', 'aged_65_plus', 'aged_65_79', 'aged_80_plus', 'widowed', 'households',
        'single_households', 'childless_households', 'family_households', 'wmo_clients'
    ]) -%}
{% endmacro %}

{# Percentages and means, with the count that they are a share or a mean of. #}
{% macro averaged_figures() %}
    {%- do return({
        'household_size': 'households',
        'home_value_keur': 'households',
        'owner_occupied_pct': 'households',
        'single_family_pct': 'households',
        'income_keur': 'inhabitants',
        'lowest_40_income_pct': 'households',
        'low_income_pct': 'households',
        'social_minimum_pct': 'households',
        'address_density': 'households',
        'gp_distance_km': 'inhabitants',
        'supermarket_distance_km': 'inhabitants',
    }) -%}
{% endmacro %}

{# Figures of the boundaries' file alone, and of key figures alone. #}
{% macro figures_of_boundaries_alone() %}
    {%- do return(['good_health_pct']) -%}
{% endmacro %}

{% macro figures_of_key_figures_alone() %}
    {%- do return([
        'aged_65_79', 'aged_80_plus', 'widowed', 'single_households', 'childless_households', 'family_households',
        'wmo_clients', 'lowest_40_income_pct', 'low_income_pct', 'social_minimum_pct'
    ]) -%}
{% endmacro %}

{# All figures of a buurt. #}
{% macro buurt_figures() %}
    {%- do return(
        counted_figures() + averaged_figures() | list + ['urbanity', 'land_area_ha'] + figures_of_boundaries_alone()
    ) -%}
{% endmacro %}

{# Whole numbers. #}
{% macro whole_figures() %}
    {%- do return(counted_figures() + ['urbanity']) -%}
{% endmacro %}

{# A count of the areas in `change` that an earlier row `figure` was published for; empty where a part is. #}
{% macro carried_count(column) -%}
case
    when count(figure.{{ column }}) = count(*)
        then sum(figure.{{ column }} * change.share_of_from order by change.from_code)
end
{%- endmacro %}

{# The mean of a share or mean, weighted by the count it is of; empty where a part or its weight is. #}
{% macro carried_mean(column, weight) -%}
{%- set share -%} figure.{{ weight }} * change.share_of_from {%- endset -%}
{%- set part -%} case when {{ share }} = 0 then 0 else figure.{{ column }} * {{ share }} end {%- endset -%}
case
    when count(figure.{{ weight }}) = count(*) and count({{ part }}) = count(*)
        then sum({{ part }} order by change.from_code) / nullif(sum({{ share }} order by change.from_code), 0)
end
{%- endmacro %}

{# CBS's urbanity class of an address density (addresses per km2), 1 very urban to 5 rural. #}
{% macro urbanity_class(density) -%}
case
    when {{ density }} >= 2500 then 1
    when {{ density }} >= 1500 then 2
    when {{ density }} >= 1000 then 3
    when {{ density }} >= 500 then 4
    when {{ density }} >= 0 then 5
end
{%- endmacro %}
