-- Rows of intake.delivery that count today, one a key.
{{ current_rows(
    source('intake', 'delivery'),
    key=['delivery_id'],
    columns=[
        'delivery_id', 'service_date', 'supplier_id', 'hub_id', 'concierge_key', 'resident_key', 'contact',
        'contact_minutes', 'ladder_step'
    ]
) }}
