{# The buurt of a point, as a subquery for `lateral`; on a border land goes before water, then the lowest code. #}
{% macro buurt_at(region, point) %}
    select
        buurt.buurtcode,
        buurt.wijkcode,
        buurt.gemeentecode
    from {{ ref('buurt') }} as buurt
    where buurt.region = {{ region }} and st_covers(buurt.geometry, {{ point }})
    order by buurt.water, buurt.buurtcode
    limit 1
{% endmacro %}

{# The gemeente of a point, as an expression: that of its buurt, or the nearest of the region where it lies outside. #}
{% macro gemeentecode_at(region, point) %}
coalesce(
    (
        select place.gemeentecode
        from ({{ buurt_at(region, point) }}) as place
    ),
    (
        select gemeente.gemeentecode
        from {{ ref('gemeente') }} as gemeente
        where gemeente.region = {{ region }}
        order by gemeente.geometry <-> {{ point }}, gemeente.gemeentecode
        limit 1
    )
)
{% endmacro %}
