{{ config(tags=["core"]) }}

-- The buurt of each pseudonym whose front door is known and lies in the region. This is where the point stops. Of a
-- code that took the place of a pseudonym after the retention period the buurt alone is kept.
select
    resident.region,
    resident.resident_key,
    place.buurtcode,
    place.wijkcode,
    place.gemeentecode
from {{ ref('stg_resident') }} as resident
cross join lateral ({{ buurt_at('resident.region', 'resident.geometry') }}) as place
where resident.geometry is not null
union all
select
    former.region,
    former.resident_key,
    buurt.buurtcode,
    buurt.wijkcode,
    buurt.gemeentecode
from {{ source('intake', 'former_place') }} as former
inner join {{ ref('buurt') }} as buurt
    on former.region = buurt.region and former.buurtcode = buurt.buurtcode
