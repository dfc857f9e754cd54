-- Rows of intake.frailty_rate that count today, one a key; 120 is the oldest age of an open class.
{{ current_rows(
    source('intake', 'frailty_rate'),
    key=['rate_set', 'indicator', 'age_low', 'age_high'],
    columns=[
        'rate_set', 'indicator', 'age_low', 'age_high', 'rate', 'low', 'high', 'basis', 'definition', 'source',
        'year'
    ],
    blanks={'age_high': '120'}
) }}
