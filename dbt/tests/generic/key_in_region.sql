{# Passes when region with the columns of `key` names each row once and no part of it is empty. #}
{% test key_in_region(model, key) %}

{%- set columns = ['region'] + key %}

select {{ columns | join(', ') }}
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1 or {{ columns | join(' is null or ') }} is null

{% endtest %}
