-- Rows of intake.concierge that count today, one a key.
{{ current_rows(
    source('intake', 'concierge'),
    key=['concierge_key'],
    columns=[
        'concierge_key', 'hub_id', 'workdays', 'shift_from_s', 'shift_to_s', 'vehicle_id'
    ]
) }}
