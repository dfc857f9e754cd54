{{ config(tags=["core"]) }}

-- The buurt of each pseudonym whose front door is known and lies in the region. This is where the point stops.
select
    resident.region,
    resident.resident_key,
    place.buurtcode,
    place.wijkcode,
    place.gemeentecode
from {{ ref('stg_resident') }} as resident
cross join lateral ({{ buurt_at('resident.region', 'resident.geometry') }}) as place
where resident.geometry is not null
