{# Passes when every value of the column is found in `field` of `to` in the same region: the foreign key that a table
   rebuilt by dbt cannot have. `only` is an SQL condition on `child` that rows must meet to be looked at. #}
{% test belongs_to(model, column_name, to, field, only=none) %}

select
    child.region,
    child.{{ column_name }}
from (select * from {{ model }}) as child
where
    child.{{ column_name }} is not null
    {%- if only %}
    and ({{ only }})
    {%- endif %}
    and not exists (
        select 1
        from {{ to }} as parent
        where parent.region = child.region and parent.{{ field }} = child.{{ column_name }}
    )

{% endtest %}
