{# Passes when low <= middle <= high wherever two of them are given. #}
{% test ordered_interval(model, low, middle, high) %}

select
    {{ low }},
    {{ middle }},
    {{ high }}
from {{ model }}
where {{ low }} > {{ middle }} or {{ middle }} > {{ high }} or {{ low }} > {{ high }}

{% endtest %}
