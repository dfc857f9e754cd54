-- Rows of intake.supplier that count today, one a key.
{{ current_rows(
    source('intake', 'supplier'),
    key=['supplier_id'],
    columns=[
        'supplier_id', 'name', 'kind', 'delivery_days', 'stock_at_hub', 'vehicle_kind'
    ]
) }}
