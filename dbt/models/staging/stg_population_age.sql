-- Rows of intake.population_age that count today, one a key; areas without a code are left out.
{{ current_rows(
    source('intake', 'population_age'),
    key=['area_code', 'year', 'sex', 'age'],
    columns=[
        'area_code', 'year', 'sex', 'age', 'area_name', 'count'
    ],
    only='landed.area_code is not null',
    blanks={'sex': "'both'"}
) }}
