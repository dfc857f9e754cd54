{#
    The rows of an intake or vault table that count today: those of loads that no newer file replaced, each key once
    within its region. Doubles keep the latest load and in it the lowest row.

    `prefer` is an SQL condition on `landed` that goes before the age of the load. `only` is one that rows must meet.
    `blanks` says what stands for an empty cell, as SQL by column: a column of a key cannot be empty. `of_load` are
    columns of the load that come along.

    The region comes last in the order: a result sorted by region tempts PostgreSQL into joining on region alone.
#}
{% macro current_rows(relation, key, columns, prefer=none, only=none, blanks={}, of_load=[]) %}
{%- set unique_by -%}
{%- for column in key %}{{ landed_value(column, blanks) }}, {% endfor %}landed.region
{%- endset -%}
select distinct on ({{ unique_by }})
    landed.region
    {%- for column in columns %},
    {{ landed_value(column, blanks) }}{% if column in blanks %} as {{ column }}{% endif %}
    {%- endfor %}
    {%- for column in of_load %},
    load.{{ column }}
    {%- endfor %}
from {{ relation }} as landed
inner join {{ source('intake', 'load') }} as load
    on landed.load_id = load.load_id
where
    load.superseded_at is null
    {%- if only %}
    and ({{ only }})
    {%- endif %}
order by
    {{ unique_by }},
    {%- if prefer %}
    ({{ prefer }}) desc,
    {%- endif %}
    load.loaded_at desc,
    load.load_id,
    landed.row_number
{% endmacro %}

{# A column of `landed`, or what stands for it where it is empty. #}
{% macro landed_value(column, blanks={}) -%}
{%- if column in blanks %}coalesce(landed.{{ column }}, {{ blanks[column] }}){% else %}landed.{{ column }}{% endif -%}
{%- endmacro %}
