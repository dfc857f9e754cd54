-- Each scenario against the baseline, by buurt and measure; who is gained and lost is counted by address.
with scenario as (
    select * from {{ source('planning', 'coverage') }}
    where scenario <> 'baseline'
),

baseline as (
    select * from {{ source('planning', 'coverage') }}
    where scenario = 'baseline'
),

serving as (
    select
        region,
        scenario,
        buurtcode,
        hub_id
    from {{ source('planning', 'catchment') }}
    where main
)

select
    scenario.region,
    scenario.scenario,
    scenario.buurtcode,
    scenario.measure,
    scenario.mode,
    scenario.minutes,
    scenario.gemeentecode,
    baseline.value as baseline_value,
    scenario.value,
    scenario.value - baseline.value as difference,
    baseline.numerator as baseline_numerator,
    scenario.numerator,
    change.gained_frail,
    change.lost_frail,
    case
        when change.verdict is not null then change.verdict
        when scenario.value - baseline.value > 1e-9 then 'gained'
        when scenario.value - baseline.value < -1e-9 then 'lost'
        when scenario.value - baseline.value is not null then 'unchanged'
    end as verdict,
    serving_now.hub_id,
    serving_today.hub_id as baseline_hub_id
from scenario
left join baseline
    on
        scenario.region = baseline.region
        and scenario.buurtcode = baseline.buurtcode
        and scenario.measure = baseline.measure
        and scenario.mode = baseline.mode
        and scenario.minutes = baseline.minutes
left join {{ source('planning', 'reach_change') }} as change
    on
        scenario.region = change.region
        and scenario.scenario = change.scenario
        and scenario.buurtcode = change.buurtcode
        and scenario.mode = change.mode
        and scenario.minutes = change.minutes
        and scenario.measure = 'reachable'
left join serving as serving_now
    on
        scenario.region = serving_now.region
        and scenario.scenario = serving_now.scenario
        and scenario.buurtcode = serving_now.buurtcode
left join serving as serving_today
    on
        scenario.region = serving_today.region
        and serving_today.scenario = 'baseline'
        and scenario.buurtcode = serving_today.buurtcode
