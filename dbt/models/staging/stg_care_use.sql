-- Rows of intake.care_use that count today, one a key: of the region's gemeenten alone, not of the rest of the country,
-- of postcode areas or of the rest row. 120 is the oldest age of an open class.
{{ current_rows(
    source('intake', 'care_use'),
    key=['gemeentecode', 'year', 'sex', 'age_low', 'age_high'],
    columns=[
        'gemeentecode', 'year', 'sex', 'age_low', 'age_high', 'area_name', 'persons', 'insured_years',
        'specialist_medical_eur', 'pharmacy_eur', 'gp_registration_eur', 'gp_consult_eur',
        'gp_multidisciplinary_eur', 'gp_other_eur', 'aids_eur', 'dental_eur', 'physiotherapy_eur',
        'paramedical_other_eur', 'transport_seated_eur', 'transport_lying_eur', 'maternity_eur', 'midwifery_eur',
        'birth_care_integrated_eur', 'mental_secondary_eur', 'mental_psychology_eur', 'mental_specialist_eur',
        'mental_basic_eur', 'mental_long_term_eur', 'mental_consults_eur', 'mental_stay_eur', 'mental_other_eur',
        'mental_innovation_eur', 'cross_border_eur', 'primary_support_eur', 'primary_stay_eur',
        'geriatric_rehabilitation_eur', 'district_nursing_eur', 'special_patient_groups_eur', 'other_eur'
    ],
    only="landed.area_kind = 'gemeente' and landed.gemeentecode is not null",
    blanks={'age_high': '120'}
) }}
