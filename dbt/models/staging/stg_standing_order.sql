-- Rows of intake.standing_order that count today, one a key.
{{ current_rows(
    source('intake', 'standing_order'),
    key=['standing_id'],
    columns=[
        'standing_id', 'weekdays', 'every_weeks', 'starts_on', 'ends_on', 'supplier_id', 'hub_id', 'resident_key',
        'kind', 'contact', 'service_minutes', 'window_from_s', 'window_to_s', 'release_s'
    ]
) }}
