{{ config(indexes=[
    {'columns': ['gemeentecode', 'scenario']},
]) }}

-- The four measures of coverage by wijk: the sums of its buurten, never a mean of shares.
with summed as (
    select
        coverage.region,
        coverage.scenario,
        buurt.wijkcode,
        coverage.measure,
        coverage.mode,
        coverage.minutes,
        min(buurt.wijknaam) as wijknaam,
        min(buurt.gemeentecode) as gemeentecode,
        sum(coverage.numerator order by coverage.buurtcode) as numerator,
        sum(coverage.denominator order by coverage.buurtcode) as denominator,
        count(*)::integer as buurten,
        bool_or(coverage.status = 'unknown') as unknown,
        bool_and(coverage.status = 'not_offered') as not_offered
    from {{ source('planning', 'coverage') }} as coverage
    inner join {{ ref('buurt') }} as buurt
        on coverage.region = buurt.region and coverage.buurtcode = buurt.buurtcode
    group by
        coverage.region, coverage.scenario, buurt.wijkcode, coverage.measure, coverage.mode, coverage.minutes
)

select
    summed.region,
    summed.scenario,
    summed.wijkcode,
    summed.measure,
    summed.mode,
    summed.minutes,
    summed.wijknaam,
    summed.gemeentecode,
    case
        when not (summed.unknown or summed.not_offered) then summed.numerator / nullif(summed.denominator, 0)
    end as value,
    case when not (summed.unknown or summed.not_offered) then summed.numerator end as numerator,
    summed.denominator,
    case
        when summed.not_offered then 'not_offered'
        when summed.unknown then 'unknown'
        when summed.denominator <= 0 then 'nobody_expected'
        else 'measured'
    end as status,
    summed.buurten,
    reach.p10_s,
    reach.p50_s,
    reach.p90_s
from summed
left join {{ source('planning', 'reach') }} as reach
    on
        summed.region = reach.region
        and summed.scenario = reach.scenario
        and summed.wijkcode = reach.area_code
        and summed.mode = reach.mode
        and summed.measure = 'reachable'
