-- Rows of intake.depot that count today, one a key.
{{ current_rows(
    source('intake', 'depot'),
    key=['depot_id'],
    columns=[
        'depot_id', 'supplier_id', 'name', 'geometry'
    ]
) }}
