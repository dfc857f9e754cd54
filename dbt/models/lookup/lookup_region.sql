{{ config(tags=["core"]) }}

-- Regions that have buurten, each with the gemeente that rows without a place of their own are counted to: the one
-- with most inhabitants. A region whose buurten are not loaded yet is absent, and so are its rows in core.
select distinct on (gemeente.region)
    gemeente.region,
    gemeente.gemeentecode
from {{ ref('gemeente') }} as gemeente
order by gemeente.region, gemeente.inhabitants desc nulls last, gemeente.gemeentecode
