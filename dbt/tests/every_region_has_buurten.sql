{{ config(tags=['core'], severity='warn', meta={'dagster': {'ref': {'name': 'gemeente'}}}) }}

-- A region whose buurten are not loaded is left out of core altogether; this says which.
select distinct load.region
from {{ source('intake', 'load') }} as load
where
    load.superseded_at is null
    and {{ is_tested('load.region') }}
    and not exists (select 1 from {{ ref('gemeente') }} as gemeente where gemeente.region = load.region)
