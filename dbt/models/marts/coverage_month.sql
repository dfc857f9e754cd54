{{ config(indexes=[
    {'columns': ['gemeentecode', 'month']},
]) }}

-- Who was seen in each buurt and month, beside how many frail people are expected there. A month in which the region
-- delivered or visited has a row for every inhabited buurt: nobody seen is 0, not absent.
with seen as (
    select
        region,
        buurtcode,
        date_trunc('month', service_date)::date as month,
        resident_key,
        true as delivered,
        contact,
        contact_minutes
    from {{ ref('delivery') }}
    union all
    select
        region,
        buurtcode,
        date_trunc('month', service_date)::date as month,
        resident_key,
        false as delivered,
        true as contact,
        contact_minutes
    from {{ ref('visit') }}
),

counted as (
    select
        region,
        buurtcode,
        month,
        (count(*) filter (where delivered))::integer as deliveries,
        (count(*) filter (where not delivered))::integer as visits,
        count(distinct resident_key)::integer as addresses,
        (count(distinct resident_key) filter (where contact))::integer as contact_addresses,
        sum(contact_minutes order by contact_minutes) as contact_minutes
    from seen
    where buurtcode is not null
    group by region, buurtcode, month
),

months as (
    select distinct
        region,
        month
    from seen
)

select
    buurt.region,
    buurt.buurtcode,
    months.month,
    buurt.buurtnaam,
    buurt.wijkcode,
    buurt.gemeentecode,
    coalesce(counted.deliveries, 0) as deliveries,
    coalesce(counted.visits, 0) as visits,
    coalesce(counted.addresses, 0) as addresses,
    coalesce(counted.contact_addresses, 0) as contact_addresses,
    counted.contact_minutes,
    frailty.expected as expected_frail,
    coalesce(counted.addresses, 0) / nullif(frailty.expected, 0) as seen_share
from {{ ref('buurt') }} as buurt
inner join months
    on buurt.region = months.region
left join counted
    on buurt.region = counted.region and buurt.buurtcode = counted.buurtcode and months.month = counted.month
left join {{ source('planning', 'frailty') }} as frailty
    on
        buurt.region = frailty.region
        and frailty.scenario = 'baseline'
        and buurt.buurtcode = frailty.buurtcode
        and frailty.group_name = 'frail_65_plus_home'
where not buurt.water
