-- Rows of intake.trip_request that count today, one a key.
{{ current_rows(
    source('intake', 'trip_request'),
    key=['request_id'],
    columns=[
        'request_id', 'service_date', 'organisation', 'passenger_key', 'purpose', 'pickup_from_s',
        'dropoff_to_s', 'return_from_s', 'return_to_s', 'max_ride_s', 'party_size'
    ]
) }}
