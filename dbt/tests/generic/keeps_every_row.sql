{# Passes when the model holds each key of the current loads of `landed` exactly once, in the regions that have
   buurten, and nothing else: no row is lost in a join and none is made. `only` and `blanks` are those of
   `current_rows`: what rows of `landed` count, and what stands for an empty cell. #}
{% test keeps_every_row(model, landed, key, only=none, blanks={}) %}

{%- set columns = ['region'] + key %}

with expected as (
    select distinct
        {%- for column in columns %}
        {{ landed_value(column, blanks) }} as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ landed }} as landed
    inner join {{ source('intake', 'load') }} as load on landed.load_id = load.load_id
    where
        load.superseded_at is null
        and {{ is_tested('landed.region') }}
        {%- if only %}
        and ({{ only }})
        {%- endif %}
        and exists (select 1 from {{ ref('buurt') }} as buurt where buurt.region = landed.region)
),

found as (
    select {{ columns | join(', ') }}
    from {{ model }}
)

(select *, 'lost' as fault from expected except all select *, 'lost' as fault from found)
union all
(select *, 'made' as fault from found except all select *, 'made' as fault from expected)

{% endtest %}
