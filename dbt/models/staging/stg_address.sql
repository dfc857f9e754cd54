-- Rows of intake.address that count today, one a key.
{{ current_rows(
    source('intake', 'address'),
    key=['address_id'],
    columns=[
        'address_id', 'street', 'house_number', 'postcode', 'place', 'geometry'
    ]
) }}
