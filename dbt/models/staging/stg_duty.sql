-- Rows of intake.duty that count today, one a key.
{{ current_rows(
    source('intake', 'duty'),
    key=['duty_id'],
    columns=[
        'duty_id', 'concierge_key', 'kind', 'weekdays', 'starts_on', 'ends_on', 'from_s', 'to_s', 'minutes',
        'facility_id'
    ]
) }}
