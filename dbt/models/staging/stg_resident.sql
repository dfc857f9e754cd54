-- The front door of each pseudonym: nothing else of the vault is read, and it ends in lookup_resident.
{{ current_rows(
    source('vault', 'resident'),
    key=['resident_key'],
    columns=[
        'resident_key', 'geometry'
    ],
    prefer='landed.geometry is not null'
) }}
