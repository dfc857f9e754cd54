{{ config(indexes=[
    {'columns': ['region', 'gemeentecode']},
    {'columns': ['region', 'indicator', 'area_kind']},
]) }}

select
    health.region,
    health.area_code,
    health.indicator,
    health.age_group,
    health.period,
    health.area_kind,
    health.value,
    health.low,
    health.high,
    case when health.area_kind = 'country' then region.gemeentecode else 'GM' || substr(health.area_code, 3, 4) end
        as gemeentecode
from {{ ref('stg_health') }} as health
inner join {{ ref('lookup_region') }} as region
    on health.region = region.region
