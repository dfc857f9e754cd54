with open_site as (
    select
        region,
        scenario,
        string_agg(hub_id, ',' order by hub_id) as open_hubs
    from {{ source('planning', 'hub_site') }}
    where state in ('kept', 'opened')
    group by region, scenario
),

reachable as (
    select
        coverage.region,
        coverage.scenario,
        sum(coverage.numerator order by coverage.buurtcode) as reachable_frail,
        sum(coverage.denominator order by coverage.buurtcode) as frail
    from {{ source('planning', 'coverage') }} as coverage
    inner join {{ ref('lookup_scenario') }} as scenario
        on coverage.region = scenario.region and coverage.scenario = scenario.scenario
    where
        coverage.measure = 'reachable'
        and coverage.mode = scenario.reachable_mode
        and coverage.minutes = scenario.reachable_minutes
    group by coverage.region, coverage.scenario
)

select
    solution.region,
    solution.scenario,
    solution.gemeentecode,
    solution.model,
    solution.status,
    solution.objective,
    solution.bound,
    solution.gap,
    solution.hubs,
    open_site.open_hubs,
    solution.candidates,
    solution.demand as expected_frail,
    solution.mean_duration_s / 60 as mean_minutes,
    solution.unreachable as unreachable_frail,
    solution.worst_off_s / 60 as worst_off_minutes,
    solution.concierge_hours_week,
    solution.contact_hours_week,
    solution.hub_way_hours_week,
    solution.objective_hours_share,
    solution.objective_cost_share,
    solution.fte,
    solution.yearly_eur,
    solution.once_eur,
    solution.tour_m / 1000 as tour_km,
    reachable.reachable_frail,
    reachable.reachable_frail / nullif(reachable.frail, 0) as reachable_share,
    scenario.reachable_mode,
    scenario.reachable_minutes
from {{ source('planning', 'hub_solution') }} as solution
inner join {{ ref('lookup_scenario') }} as scenario
    on solution.region = scenario.region and solution.scenario = scenario.scenario
left join open_site
    on solution.region = open_site.region and solution.scenario = open_site.scenario
left join reachable
    on solution.region = reachable.region and solution.scenario = reachable.scenario
