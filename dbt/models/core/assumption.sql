select
    assumption.region,
    assumption.name,
    assumption.area_code,
    assumption.target_year,
    assumption.subject,
    assumption.value,
    assumption.low,
    assumption.high,
    assumption.unit,
    assumption.basis,
    assumption.year,
    assumption.definition,
    assumption.source,
    region.gemeentecode
from {{ ref('stg_assumption') }} as assumption
inner join {{ ref('lookup_region') }} as region
    on assumption.region = region.region
