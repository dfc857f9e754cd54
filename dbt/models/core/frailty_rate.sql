select
    rate.region,
    rate.rate_set,
    rate.indicator,
    rate.age_low,
    rate.age_high,
    rate.rate,
    rate.low,
    rate.high,
    rate.basis,
    rate.definition,
    rate.source,
    rate.year,
    region.gemeentecode
from {{ ref('stg_frailty_rate') }} as rate
inner join {{ ref('lookup_region') }} as region
    on rate.region = region.region
