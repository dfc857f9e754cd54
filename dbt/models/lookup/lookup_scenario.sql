{{ config(tags=["marts"]) }}

-- Every scenario of every region that has a result, with the means and minutes of its own reachable figure.
with scenario as (
    select region, scenario from {{ source('planning', 'hub_solution') }}
    union
    select region, scenario from {{ source('planning', 'frailty') }}
    union
    select region, scenario from {{ source('planning', 'catchment') }}
    union
    select region, scenario from {{ source('planning', 'coverage') }}
)

select
    scenario.region,
    scenario.scenario,
    solution.mode as reachable_mode,
    solution.minutes as reachable_minutes
from scenario
left join {{ source('planning', 'hub_solution') }} as solution
    on scenario.region = solution.region and scenario.scenario = solution.scenario
