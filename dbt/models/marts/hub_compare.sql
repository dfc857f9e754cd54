-- Any two scenarios beside each other, by buurt: from which hub, in how many minutes, and the difference.
-- Both are told by the means of travel of the first.
with each_buurt as (
    select
        reach.region,
        reach.scenario,
        reach.area_code as buurtcode,
        reach.gemeentecode,
        reach.mode,
        reach.expected_frail,
        reach.hub_id,
        reach.mean_s / 60 as minutes
    from {{ source('planning', 'reach') }} as reach
    where reach.area_kind = 'buurt'
)

select
    mine.region,
    mine.scenario,
    other.scenario as other_scenario,
    mine.buurtcode,
    mine.gemeentecode,
    mine.mode,
    mine.expected_frail,
    mine.hub_id,
    other.hub_id as other_hub_id,
    mine.minutes,
    other.minutes as other_minutes,
    mine.minutes - other.minutes as minutes_change,
    case
        when mine.minutes is null and other.minutes is null then 'never'
        when mine.minutes is null then 'lost'
        when other.minutes is null then 'gained'
        when mine.minutes - other.minutes < -0.1 then 'nearer'
        when mine.minutes - other.minutes > 0.1 then 'farther'
        else 'same'
    end as verdict
from each_buurt as mine
inner join {{ ref('lookup_scenario') }} as scenario
    on
        mine.region = scenario.region
        and mine.scenario = scenario.scenario
        and mine.mode = scenario.reachable_mode
inner join each_buurt as other
    on
        mine.region = other.region
        and mine.buurtcode = other.buurtcode
        and mine.mode = other.mode
        and mine.scenario <> other.scenario
