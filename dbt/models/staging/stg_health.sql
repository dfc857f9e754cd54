-- Rows of intake.health that count today, one a key.
{{ current_rows(
    source('intake', 'health'),
    key=['area_code', 'indicator', 'age_group', 'period'],
    columns=[
        'area_code', 'indicator', 'age_group', 'period', 'area_kind', 'value', 'low', 'high'
    ]
) }}
