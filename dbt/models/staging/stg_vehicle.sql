-- Rows of intake.vehicle that count today, one a key.
{{ current_rows(
    source('intake', 'vehicle'),
    key=['vehicle_id'],
    columns=[
        'vehicle_id', 'organisation', 'kind', 'hub_id', 'capacity_l', 'cooled', 'range_km', 'seats',
        'wheelchair_places', 'shift_from_s', 'shift_to_s', 'fold_seats', 'volunteer', 'break_from_s',
        'break_to_s', 'break_s', 'geometry'
    ]
) }}
