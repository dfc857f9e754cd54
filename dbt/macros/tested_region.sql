{#
    What tests look at: the rows of the region that a run is for (`WIJK_TESTED_REGION`), or all where it names none.

    Models are built for all regions at once. Another region may be landing its files at this moment, or have stopped
    half-way: its own run judges that, and no other region's night fails on it.

    The variable is read when a test runs, not when the project is parsed: dbt would parse anew for every region.
#}
{% macro tested_region() -%}
{%- if execute -%}{{ return(env_var('WIJK_TESTED_REGION', '')) }}{%- else -%}{{ return('') }}{%- endif -%}
{%- endmacro %}

{# The condition on a column that holds the region, for tests that are written out. #}
{% macro is_tested(column='region') -%}
{%- set region = tested_region() -%}
{%- if region -%}{{ column }} = '{{ region | replace("'", "''") }}'{%- else -%}true{%- endif -%}
{%- endmacro %}

{# dbt's own hook: what `model` is inside a generic test. Every table of core and marts has a region. #}
{% macro get_where_subquery(relation) -%}
{%- set conditions = ['(' ~ config.get('where') ~ ')'] if config.get('where') else [] -%}
{%- do conditions.append(is_tested()) if tested_region() -%}
{%- if conditions -%}
{{ return('(select * from ' ~ relation ~ ' where ' ~ conditions | join(' and ') ~ ') as tested') }}
{%- else -%}
{{ return(relation) }}
{%- endif -%}
{%- endmacro %}
