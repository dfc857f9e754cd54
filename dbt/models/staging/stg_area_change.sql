-- Rows of intake.area_change that count today; 0 is the year of a file that does not say. An earlier buurt is taken
-- from one load as a whole: parts of it from two loads would not add up.
with newest as (
    {{ current_rows(
        source('intake', 'area_change'),
        key=['from_year', 'from_code'],
        columns=['from_year', 'from_code', 'load_id'],
        blanks={'from_year': '0'}
    ) | indent(4) }}
)

select
    landed.region,
    newest.from_year,
    landed.from_code,
    landed.to_code,
    landed.to_year,
    landed.kind,
    landed.share_of_from,
    landed.share_of_to,
    landed.overlap_m2
from {{ source('intake', 'area_change') }} as landed
inner join newest
    on
        landed.region = newest.region
        and landed.load_id = newest.load_id
        and landed.from_code = newest.from_code
        and coalesce(landed.from_year, 0) = newest.from_year
