-- Rows of intake.hub that count today, one a key.
{{ current_rows(
    source('intake', 'hub'),
    key=['hub_id'],
    columns=[
        'hub_id', 'name', 'opened_on', 'closed_on', 'succeeded_by', 'capacity_per_day', 'storage_m2',
        'with_facility', 'delivery_access', 'charging', 'opening_hours_week', 'rent_eur_year', 'with_social_team',
        'with_volunteers', 'spare_concierge_hours_week', 'serves', 'geometry'
    ]
) }}
