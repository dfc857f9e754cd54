-- Rows of intake.signal_count that count today, one a key.
{{ current_rows(
    source('intake', 'signal_count'),
    key=['month', 'buurtcode', 'kind'],
    columns=[
        'month', 'buurtcode', 'kind', 'count', 'followed_up'
    ]
) }}
