{#
    The rows of an intake or vault table that count today: those of loads that no newer file replaced, each key once
    within its region. Doubles keep the latest load and in it the lowest row. `prefer` is an SQL condition on `landed`
    that goes before the age of the load.

    The region comes last in the order: a result sorted by region tempts PostgreSQL into joining on region alone.
#}
{% macro current_rows(relation, key, columns, prefer=none) %}
{%- set unique_by -%}
{%- for column in key %}landed.{{ column }}, {% endfor %}landed.region
{%- endset -%}
select distinct on ({{ unique_by }})
    landed.region
    {%- for column in columns %},
    landed.{{ column }}
    {%- endfor %}
from {{ relation }} as landed
inner join {{ source('intake', 'load') }} as load
    on landed.load_id = load.load_id
where load.superseded_at is null
order by
    {{ unique_by }},
    {%- if prefer %}
    ({{ prefer }}) desc,
    {%- endif %}
    load.loaded_at desc,
    load.load_id,
    landed.row_number
{% endmacro %}
