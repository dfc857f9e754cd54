-- Rows of intake.key_figure that count today, one an area and year; 0 is the year of a file that does not say.
{{ current_rows(
    source('intake', 'key_figure'),
    key=['area_code', 'year'],
    columns=[
        'area_code', 'year', 'area_kind', 'area_name', 'gemeentecode', 'inhabitants', 'aged_0_14',
        'aged_65_plus', 'aged_65_79', 'aged_80_plus', 'widowed', 'households', 'single_households',
        'childless_households', 'family_households', 'household_size', 'home_value_keur', 'owner_occupied_pct',
        'single_family_pct', 'income_keur', 'lowest_40_income_pct', 'low_income_pct', 'social_minimum_pct',
        'wmo_clients', 'address_density', 'urbanity', 'land_area_ha', 'gp_distance_km', 'supermarket_distance_km'
    ],
    blanks={'year': '0'}
) }}
