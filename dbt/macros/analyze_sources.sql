{#
    Fresh statistics for what dbt reads. The pipeline fills these tables in bulk and may not ANALYZE them, since it does
    not own them; without statistics PostgreSQL takes a full table for an empty one and joins deliveries to residents
    row by row.
#}
{% macro analyze_sources() %}
{%- if execute -%}
    {%- set tables = [] -%}
    {%- for source in graph.sources.values() | sort(attribute='unique_id') -%}
        {%- do tables.append(source.schema ~ '.' ~ source.identifier) -%}
    {%- endfor -%}
    analyze {{ tables | join(', ') }}
{%- endif -%}
{% endmacro %}
