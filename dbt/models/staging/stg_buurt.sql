-- Rows of intake.buurt that count today, one a key.
{{ current_rows(
    source('intake', 'buurt'),
    key=['buurtcode'],
    columns=[
        'buurtcode', 'buurtnaam', 'wijkcode', 'wijknaam', 'gemeentecode', 'gemeentenaam', 'year', 'water',
        'inhabitants', 'aged_0_14', 'aged_65_plus', 'households', 'household_size', 'home_value_keur',
        'owner_occupied_pct', 'single_family_pct', 'income_keur', 'good_health_pct', 'address_density',
        'urbanity', 'land_area_ha', 'gp_distance_km', 'supermarket_distance_km', 'repaired', 'geometry'
    ],
    of_load=['period']
) }}
