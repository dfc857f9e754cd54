select
    region,
    service_date,
    indicator,
    period,
    value,
    low,
    high,
    unit,
    formula,
    source,
    service_date = max(service_date) over (partition by region) as latest,
    gemeentecode
from {{ source('planning', 'impact') }}
