{{ config(indexes=[
    {'columns': ['region', 'gemeentecode']},
]) }}

-- A wijk's place, how sure it is, its step in the order of opening and what it asks, side by side.
with total as (
    select
        region,
        scenario,
        area_code,
        max(low) filter (where group_name = 'frail_65_plus_home') as expected_frail_low,
        max(high) filter (where group_name = 'frail_65_plus_home') as expected_frail_high,
        max(expected) filter (where group_name = 'frail_65_plus_institution') as expected_frail_institution,
        max(expected) filter (where group_name = 'vulnerable_any_age') as vulnerable_any_age,
        max(low) filter (where group_name = 'vulnerable_any_age') as vulnerable_any_age_low,
        max(high) filter (where group_name = 'vulnerable_any_age') as vulnerable_any_age_high
    from {{ source('planning', 'frailty_total') }}
    where area_kind = 'wijk'
    group by region, scenario, area_code
)

select
    ranking.region,
    ranking.scenario,
    ranking.wijkcode,
    ranking.wijknaam,
    ranking.gemeentecode,
    ranking.rank,
    ranking.score,
    ranking.top_k,
    ranking.top_k_probability,
    ranking.rank_low,
    ranking.rank_high,
    ranking.value_rank_low,
    ranking.value_rank_high,
    ranking.swing_criterion,
    ranking.expected_frail,
    total.expected_frail_low,
    total.expected_frail_high,
    total.expected_frail_institution,
    total.vulnerable_any_age,
    total.vulnerable_any_age_low,
    total.vulnerable_any_age_high,
    ranking.frail_per_100,
    ranking.frail_per_km2,
    ranking.known_share,
    ranking.nearest_hub_s,
    step.step,
    step.added,
    cost.fte,
    cost.vehicles,
    cost.total_eur,
    cost.total_low_eur,
    cost.total_high_eur,
    cost.unfunded_eur,
    cost.agenda_eur,
    ranking.reason
from {{ source('planning', 'wijk_ranking') }} as ranking
inner join total
    on
        ranking.region = total.region
        and ranking.scenario = total.scenario
        and ranking.wijkcode = total.area_code
left join {{ source('planning', 'wijk_sequence') }} as step
    on
        ranking.region = step.region
        and ranking.scenario = step.scenario
        and ranking.wijkcode = step.wijkcode
left join {{ source('planning', 'candidate_cost') }} as cost
    on
        ranking.region = cost.region
        and ranking.scenario = cost.scenario
        and ranking.wijkcode = cost.wijkcode
