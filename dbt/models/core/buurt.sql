{{ config(indexes=[
    {'columns': ['geometry'], 'type': 'gist'},
    {'columns': ['region', 'wijkcode']},
    {'columns': ['region', 'gemeentecode']},
]) }}

{%- set figures = buurt_figures() %}
{%- set of_boundaries = figures_of_boundaries_alone() %}
{%- set of_key_figures = figures_of_key_figures_alone() %}

-- The figures of the boundaries' file and those of key figures, brought together: per figure the newest year that has
-- a value; of one year CBS's table goes before the boundaries' file (which has rounded percentages), and both before
-- what was carried over from other boundaries. Land area belongs to the boundary. Where the boundaries' file does not
-- say its year, key figures only fill in; so do key figures without a year.
with landed as (
    select
        *,
        coalesce(year, case when period ~ '^[0-9]{4}$' then period::integer end) as figures_year
    from {{ ref('stg_buurt') }}
),

candidate as (
    select
        region,
        buurtcode,
        'boundaries' as origin,
        coalesce(figures_year, 9999) as recency,
        1 as priority,
        figures_year as year
        {%- for figure in figures %},
        {% if figure in of_key_figures %}null{% else %}{{ figure }}{% endif %}::double precision as {{ figure }}
        {%- endfor %}
    from landed
    union all
    select
        figure.region,
        figure.area_code as buurtcode,
        'key_figures' as origin,
        figure.year as recency,
        0 as priority,
        nullif(figure.year, 0) as year
        {%- for figure in figures %},
        {% if figure in of_boundaries %}null{% else %}figure.{{ figure }}{% endif %}::double precision as {{ figure }}
        {%- endfor %}
    from {{ ref('stg_key_figure') }} as figure
    inner join {{ ref('lookup_figure_year') }} as figure_year
        on figure.region = figure_year.region and figure.year = figure_year.year
    where figure.area_kind = 'buurt' and figure_year.from_year is null
    union all
    select
        region,
        buurtcode,
        'carried' as origin,
        year as recency,
        2 as priority,
        nullif(year, 0) as year
        {%- for figure in figures %},
        {% if figure in of_boundaries -%}
        null::double precision
        {%- elif figure in whole_figures() -%}
        round({{ figure }}::double precision)
        {%- else -%}
        {{ figure }}::double precision
        {%- endif %} as {{ figure }}
        {%- endfor %}
    from {{ ref('lookup_carried_figure') }}
),

placed as (
    select
        *,
        row_number() over (partition by buurtcode, region order by recency desc, priority) as choice
    from candidate
),

-- which candidate gives each figure; without a value none does
chosen as (
    select
        region,
        buurtcode,
        array_agg(origin order by choice) as origins,
        array_agg(year order by choice) as years,
        min(choice) filter (where origin = 'boundaries') as boundaries
        {%- for figure in figures %},
        array_agg({{ figure }} order by choice) as {{ figure }},
        {% if figure == 'land_area_ha' -%}
        coalesce(
            min(choice) filter (where {{ figure }} is not null and origin = 'boundaries'),
            min(choice) filter (where {{ figure }} is not null)
        )
        {%- else -%}
        min(choice) filter (where {{ figure }} is not null)
        {%- endif %} as {{ figure }}_choice
        {%- endfor %}
    from placed
    group by region, buurtcode
),

main as (
    select
        *,
        coalesce(
            inhabitants_choice,
            least({% for figure in figures %}{{ figure }}_choice{{ ', ' if not loop.last }}{% endfor %}),
            boundaries
        ) as main_choice
    from chosen
)

select
    landed.region,
    landed.buurtcode,
    landed.buurtnaam,
    landed.wijkcode,
    landed.wijknaam,
    landed.gemeentecode,
    landed.gemeentenaam,
    landed.year,
    landed.water
    {%- for figure in figures %},
    main.{{ figure }}[main.{{ figure }}_choice]{{ '::integer' if figure in whole_figures() }} as {{ figure }}
    {%- endfor %},
    main.years[main.main_choice] as figures_year,
    main.origins[main.main_choice] as figures_from,
    nullif(
        concat_ws(
            ', '
            {%- for figure in figures %},
            case
                when main.{{ figure }}_choice <> main.main_choice
                    then
                        concat_ws(
                            ' ', '{{ figure }}', main.years[main.{{ figure }}_choice],
                            main.origins[main.{{ figure }}_choice]
                        )
            end
            {%- endfor %}
        ),
        ''
    ) as figures_filled_in,
    landed.repaired,
    landed.geometry
from landed
inner join main
    on landed.region = main.region and landed.buurtcode = main.buurtcode
