-- Rows of intake.order_line that count today, one a key.
{{ current_rows(
    source('intake', 'order_line'),
    key=['order_id'],
    columns=[
        'order_id', 'service_date', 'supplier_id', 'hub_id', 'resident_key', 'kind', 'contact',
        'service_minutes', 'window_from_s', 'window_to_s', 'release_s', 'promised_to'
    ]
) }}
