{# Passes when every value lies in [low, high], to a billionth; without `high` there is no upper end. Empty is not
   looked at. #}
{% test in_range(model, column_name, low, high=none) %}

select {{ column_name }}
from {{ model }}
where
    {{ column_name }} < {{ low }} - 1e-9
    {%- if high is not none %}
    or {{ column_name }} > {{ high }} + 1e-9
    {%- endif %}

{% endtest %}
