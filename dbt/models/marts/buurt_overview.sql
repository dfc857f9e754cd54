{{ config(indexes=[
    {'columns': ['geometry'], 'type': 'gist'},
    {'columns': ['region', 'gemeentecode']},
    {'columns': ['scenario', 'expected_frail desc nulls last', 'buurtcode']},
]) }}

with frailty as (
    select
        region,
        scenario,
        buurtcode,
        expected,
        low,
        high,
        imputed
    from {{ source('planning', 'frailty') }}
    where group_name = 'frail_65_plus_home'
),

coverage as (
    select
        coverage.region,
        coverage.scenario,
        coverage.buurtcode,
        max(coverage.value) filter (
            where
            coverage.measure = 'reachable'
            and coverage.mode = scenario.reachable_mode
            and coverage.minutes = scenario.reachable_minutes
        ) as reachable_share,
        max(coverage.value) filter (where coverage.measure = 'known') as known_share,
        max(coverage.value) filter (where coverage.measure = 'served') as served_share,
        max(coverage.value) filter (where coverage.measure = 'capacity') as capacity_share
    from {{ source('planning', 'coverage') }} as coverage
    inner join {{ ref('lookup_scenario') }} as scenario
        on coverage.region = scenario.region and coverage.scenario = scenario.scenario
    group by coverage.region, coverage.scenario, coverage.buurtcode
),

delivered as (
    select
        delivery.region,
        delivery.buurtcode,
        count(*)::integer as deliveries
    from {{ ref('delivery') }} as delivery
    inner join {{ ref('lookup_period') }} as period
        on delivery.region = period.region
    where delivery.service_date between period.period_from and period.period_to
    group by delivery.region, delivery.buurtcode
),

seen as (
    select region, buurtcode, service_date, resident_key from {{ ref('delivery') }}
    union all
    select region, buurtcode, service_date, resident_key from {{ ref('visit') }}
),

known as (
    select
        seen.region,
        seen.buurtcode,
        count(distinct seen.resident_key)::integer as addresses
    from seen
    inner join {{ ref('lookup_period') }} as period
        on seen.region = period.region
    where seen.service_date between period.period_from and period.period_to
    group by seen.region, seen.buurtcode
),

signals as (
    select
        signal_count.region,
        signal_count.buurtcode,
        sum(signal_count.count)::integer as signals
    from {{ ref('signal_count') }} as signal_count
    inner join {{ ref('lookup_period') }} as period
        on signal_count.region = period.region
    where
        signal_count.month > date_trunc('month', period.period_to) - interval '1 year'
        and signal_count.month <= period.period_to
    group by signal_count.region, signal_count.buurtcode
),

-- nothing delivered is 0 only in a region that sent such a file; elsewhere it is not known
sent as (
    select
        region.region,
        exists (select 1 from {{ ref('delivery') }} as delivery where delivery.region = region.region) as deliveries,
        exists (select 1 from {{ ref('visit') }} as visit where visit.region = region.region) as visits,
        exists (select 1 from {{ ref('signal_count') }} as counted where counted.region = region.region) as signals
    from {{ ref('lookup_region') }} as region
)

select
    buurt.region,
    scenario.scenario,
    buurt.buurtcode,
    buurt.buurtnaam,
    buurt.wijkcode,
    buurt.wijknaam,
    buurt.gemeentecode,
    buurt.inhabitants,
    buurt.aged_65_plus,
    frailty.expected as expected_frail,
    frailty.low as expected_frail_low,
    frailty.high as expected_frail_high,
    frailty.imputed as expected_frail_imputed,
    coverage.reachable_share,
    scenario.reachable_mode,
    scenario.reachable_minutes,
    coverage.known_share,
    coverage.served_share,
    coverage.capacity_share,
    catchment.hub_id,
    hub_site.name as hub_name,
    catchment.duration_s as hub_duration_s,
    case when sent.deliveries then coalesce(delivered.deliveries, 0) end as deliveries_12m,
    case when sent.deliveries or sent.visits then coalesce(known.addresses, 0) end as known_addresses_12m,
    case when sent.signals then coalesce(signals.signals, 0) end as signals_12m,
    period.period_from,
    period.period_to,
    buurt.geometry
from {{ ref('buurt') }} as buurt
inner join {{ ref('lookup_scenario') }} as scenario
    on buurt.region = scenario.region
inner join sent
    on buurt.region = sent.region
left join {{ ref('lookup_period') }} as period
    on buurt.region = period.region
left join frailty
    on buurt.region = frailty.region and scenario.scenario = frailty.scenario and buurt.buurtcode = frailty.buurtcode
left join coverage
    on buurt.region = coverage.region and scenario.scenario = coverage.scenario and buurt.buurtcode = coverage.buurtcode
left join {{ source('planning', 'catchment') }} as catchment
    on
        buurt.region = catchment.region
        and scenario.scenario = catchment.scenario
        and buurt.buurtcode = catchment.buurtcode
        and catchment.main
left join {{ source('planning', 'hub_site') }} as hub_site
    on
        catchment.region = hub_site.region
        and catchment.scenario = hub_site.scenario
        and catchment.hub_id = hub_site.hub_id
left join delivered
    on buurt.region = delivered.region and buurt.buurtcode = delivered.buurtcode
left join known
    on buurt.region = known.region and buurt.buurtcode = known.buurtcode
left join signals
    on buurt.region = signals.region and buurt.buurtcode = signals.buurtcode
