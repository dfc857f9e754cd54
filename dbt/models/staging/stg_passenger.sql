-- The two places of each trip request: nothing else of the vault is read, and they end in core.trip_request as buurten.
{{ current_rows(
    source('vault', 'passenger'),
    key=['request_id'],
    columns=[
        'request_id', 'pickup', 'dropoff'
    ]
) }}
