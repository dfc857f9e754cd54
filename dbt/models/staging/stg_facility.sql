-- Rows of intake.facility that count today, one a key.
{{ current_rows(
    source('intake', 'facility'),
    key=['facility_id'],
    columns=[
        'facility_id', 'name', 'kind', 'origin', 'candidate', 'storage_m2', 'capacity', 'capacity_per_day',
        'delivery_access', 'charging', 'opening_hours_week', 'rent_eur_year', 'with_social_team', 'with_volunteers',
        'spare_concierge_hours_week', 'formality', 'opening_hours', 'target_group', 'accessibility', 'street',
        'house_number', 'postcode', 'place', 'geometry'
    ]
) }}
