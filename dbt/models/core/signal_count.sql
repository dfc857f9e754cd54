{{ config(indexes=[
    {'columns': ['region', 'buurtcode']},
]) }}

select
    signal_count.region,
    signal_count.month,
    signal_count.buurtcode,
    signal_count.kind,
    signal_count.count,
    signal_count.followed_up,
    coalesce(buurt.gemeentecode, region.gemeentecode) as gemeentecode
from {{ ref('stg_signal_count') }} as signal_count
inner join {{ ref('lookup_region') }} as region
    on signal_count.region = region.region
left join {{ ref('buurt') }} as buurt
    on signal_count.region = buurt.region and signal_count.buurtcode = buurt.buurtcode
