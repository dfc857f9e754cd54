{{ config(indexes=[
    {'columns': ['geometry'], 'type': 'gist'},
    {'columns': ['region', 'buurtcode']},
    {'columns': ['region', 'postcode', 'house_number']},
]) }}

-- Addresses of the street data that lie in a buurt of the region: an extract of streets is cut wider than the region.
select
    address.region,
    address.address_id,
    place.buurtcode,
    place.gemeentecode,
    address.postcode,
    address.street,
    address.house_number,
    address.geometry
from {{ ref('stg_address') }} as address
cross join lateral ({{ buurt_at('address.region', 'address.geometry') }}) as place
