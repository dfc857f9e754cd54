{# Columns of the vault that say something of a person: all of them but keys and what traces a row to its file. #}
{% macro vault_columns() %}
    select distinct attribute.attname::text as column_name
    from pg_catalog.pg_attribute as attribute
    inner join pg_catalog.pg_class as class on attribute.attrelid = class.oid
    inner join pg_catalog.pg_namespace as namespace on class.relnamespace = namespace.oid
    where
        namespace.nspname = 'vault'
        and class.relkind in ('r', 'p')
        -- what is kept about the handling of persons names none
        and class.relname not in ('erasure', 'access', 'concierge_login')
        and attribute.attnum > 0
        and not attribute.attisdropped
        and attribute.attname not in (
            'region', 'row_number', 'load_id', 'run_id', 'service_date', 'route_id', 'line_kind', 'line_id',
            'request_id', 'facility_id', 'resident_key', 'passenger_key', 'concierge_key'
        )
{% endmacro %}

{# Columns of the tables in a schema, with their types. From the catalogue: information_schema hides what a role may
   not see. #}
{% macro columns_of_schema(schema) %}
    select
        class.relname::text as table_name,
        attribute.attname::text as column_name,
        pg_catalog.format_type(attribute.atttypid, attribute.atttypmod) as data_type
    from pg_catalog.pg_attribute as attribute
    inner join pg_catalog.pg_class as class on attribute.attrelid = class.oid
    inner join pg_catalog.pg_namespace as namespace on class.relnamespace = namespace.oid
    where
        namespace.nspname = '{{ schema }}'
        and class.relkind in ('r', 'p', 'v', 'm')
        and attribute.attnum > 0
        and not attribute.attisdropped
{% endmacro %}
