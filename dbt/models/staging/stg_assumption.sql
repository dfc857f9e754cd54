-- Rows of intake.assumption that count today, one a key; 0 is a figure without a target year.
{{ current_rows(
    source('intake', 'assumption'),
    key=['name', 'area_code', 'target_year'],
    columns=[
        'subject', 'name', 'area_code', 'target_year', 'value', 'low', 'high', 'unit', 'basis', 'year', 'definition',
        'source'
    ],
    blanks={'target_year': '0'}
) }}
