-- Rows of intake.visit that count today, one a key.
{{ current_rows(
    source('intake', 'visit'),
    key=['visit_id'],
    columns=[
        'visit_id', 'service_date', 'hub_id', 'concierge_key', 'resident_key', 'reason', 'contact_minutes',
        'ladder_step'
    ]
) }}
