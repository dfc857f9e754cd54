-- Rows of intake.facility that count today, one a key.
{{ current_rows(
    source('intake', 'facility'),
    key=['facility_id'],
    columns=[
        'facility_id', 'name', 'kind', 'origin', 'candidate', 'storage_m2', 'capacity', 'formality', 'opening_hours',
        'target_group', 'accessibility', 'street', 'house_number', 'postcode', 'place', 'geometry'
    ]
) }}
