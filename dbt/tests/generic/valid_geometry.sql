{# Passes when every geometry is valid and not empty. #}
{% test valid_geometry(model) %}

select st_isvalidreason(geometry) as reason
from {{ model }}
where not st_isvalid(geometry) or st_isempty(geometry)

{% endtest %}
