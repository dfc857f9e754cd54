-- Rows of intake.zone that count today, one a key.
{{ current_rows(
    source('intake', 'zone'),
    key=['zone_id'],
    columns=['zone_id', 'name', 'kind', 'valid_from', 'valid_to', 'geometry']
) }}
