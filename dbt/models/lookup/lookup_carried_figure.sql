{{ config(tags=["core"]) }}

-- Key figures of buurten of another year as figures of today's buurten, by the overlap of their areas: the rules of
-- geo/area_change.py (carry_counts, carry_shares). A figure is empty where a part of it is suppressed or unknown. The
-- class of urbanity is that of the carried address density.
with carried as (
    select
        change.region,
        change.to_code as buurtcode,
        figure_year.year,
        {%- for column in counted_figures() + ['land_area_ha'] %}
        {{ carried_count(column) | indent(8) }} as {{ column }},
        {%- endfor %}
        {%- for column, weight in averaged_figures().items() %}
        {{ carried_mean(column, weight) | indent(8) }} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('lookup_figure_year') }} as figure_year
    inner join {{ ref('stg_area_change') }} as change
        on figure_year.region = change.region and figure_year.from_year = change.from_year
    left join {{ ref('stg_key_figure') }} as figure
        on
            change.region = figure.region
            and change.from_code = figure.area_code
            and figure_year.year = figure.year
    group by change.region, change.to_code, figure_year.year
)

select
    *,
    {{ urbanity_class('address_density') | indent(4) }} as urbanity
from carried
