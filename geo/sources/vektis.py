"""Vektis open data: what insured care costs by sex, age class and gemeente or three-digit postcode, of one year.

Source: Vektis, Open Databestanden Zorgverzekeringswet, from 2011. Cells of under ten people are together in one row
without keys, the rest; it is kept and marked, so that the totals of a file stay its totals. What kinds of care were
distinguished differs by year; a kind that a year does not have is missing, not 0.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType

import numpy as np
import pandas as pd

from geo.sources.cells import Cells
from geo.sources.csvtext import read_cells
from geo.sources.gemeenten import GemeenteNames
from geo.sources.landed import Read, SourceError
from geo.sources.refusals import Refusals, bytes_of, decimals, shown, whole

LICENCE = "Vektis open data: bronvermelding, geen commercieel gebruik"
ATTRIBUTION = "Bron: Vektis, open databestanden Zorgverzekeringswet"

TABLE = "intake.care_use"
HEADER_LENGTH = 32
"""From 2023 on Vektis cuts its headers at this length."""

_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "geslacht": "sex",
        "leeftijdsklasse": "age",
        "gemeentenaam": "gemeente",
        "gemeente": "gemeente",
        "postcode_3": "postcode3",
        "postcode3": "postcode3",
        "aantal_bsn": "persons",
        "aantal_verzekerdejaren": "insured_years",
    }
)
COSTS: Mapping[str, str] = MappingProxyType(
    {
        "kosten_medisch_specialistische_zorg": "specialist_medical_eur",
        "kosten_farmacie": "pharmacy_eur",
        "kosten_huisarts_inschrijftarief": "gp_registration_eur",
        "kosten_huisarts_consult": "gp_consult_eur",
        "kosten_huisarts_mdz": "gp_multidisciplinary_eur",
        "kosten_huisarts_overig": "gp_other_eur",
        "kosten_hulpmiddelen": "aids_eur",
        "kosten_mondzorg": "dental_eur",
        "kosten_paramedische_zorg_fysiotherapie": "physiotherapy_eur",
        "kosten_paramedische_zorg_overig": "paramedical_other_eur",
        "kosten_ziekenvervoer_zittend": "transport_seated_eur",
        "kosten_ziekenvervoer_liggend": "transport_lying_eur",
        "kosten_kraamzorg": "maternity_eur",
        "kosten_verloskundige_zorg": "midwifery_eur",
        "kosten_integrale_geboortezorg": "birth_care_integrated_eur",
        "kosten_tweedelijns_ggz": "mental_secondary_eur",
        "kosten_eerstelijns_psychologische_zorg": "mental_psychology_eur",
        "kosten_specialistische_ggz": "mental_specialist_eur",
        "kosten_generalistische_basis_ggz": "mental_basic_eur",
        "kosten_langdurige_ggz": "mental_long_term_eur",
        "kosten_consulten_ggz": "mental_consults_eur",
        "kosten_intramuraal_verblijf_ggz": "mental_stay_eur",
        "kosten_overige_prestaties_ggz": "mental_other_eur",
        "kosten_innovatiegelden_ggz": "mental_innovation_eur",
        "kosten_grensoverschrijdende_zorg": "cross_border_eur",
        "kosten_eerstelijns_ondersteuning": "primary_support_eur",
        "kosten_eerstelijnsverblijf": "primary_stay_eur",
        "kosten_geriatrische_revalidatiezorg": "geriatric_rehabilitation_eur",
        "kosten_verpleging_en_verzorging": "district_nursing_eur",
        "kosten_gzsp": "special_patient_groups_eur",
        "kosten_overig": "other_eur",
    }
)
"""Kinds of care over all years: Vektis's header, uncut and in small letters, to our column."""

_SEXES = {"m": "male", "man": "male", "mannen": "male", "v": "female", "vrouw": "female", "vrouwen": "female"}
_AGES = (
    re.compile(r"(?P<low>\d{1,3})(?:\s*(?:t/m|tot en met|-)\s*(?P<high>\d{1,3}))?(?:\s*jaar)?"),
    re.compile(r"(?P<low>\d{1,3})\s*(?P<open>\+|jaar\s+(?:en|of)\s+ouder)"),
)
OLDEST = 120
LONGEST_NAME = 100
_MEND = "get it again from Vektis"


def read_care_use(
    path: Path, file_name: str, gemeenten: Mapping[str, str] | Collection[str], *, year: int | None = None
) -> Read:
    """Reads one file of one year.

    Args:
        path: CSV with semicolons, ISO-8859-1 or UTF-8, as Vektis publishes it.
        file_name: path inside the workspace, for messages.
        gemeenten: CBS code to name of the gemeenten that rows get a code of; other rows stay, without a code.
        year: of the care, since the file does not say; None: it stands in the file's name, as in Vektis's own.

    Returns:
        ``intake.care_use``, one row a row of the file: the whole country, the rest row too.

    Raises:
        SourceError: not such a file, no year in its name, a column twice or missing, or over 20 % refused rows.
    """
    data = bytes_of(path, file_name)
    year = year_of(file_name) if year is None else year
    raw = read_cells(data, file_name)
    places, unknown = _places(raw, file_name)
    total = len(raw.rows) + len(raw.wrong_length) + len(raw.broken)
    if total == 0:
        raise SourceError(f"{file_name} has a header but no rows; {_MEND}.")
    refusals = Refusals(file_name)
    refusals.lines(raw)
    cells = pd.DataFrame({name: raw.rows[place] for name, place in places.items()}).assign(
        row_number=raw.rows["row_number"]
    )
    area = "gemeente" if "gemeente" in places else "postcode3"
    typed = _typed(cells, area, refusals, {name: raw.header[int(place[1:])] for name, place in places.items()})
    good = typed[~typed["row_number"].isin(refusals.rows())].reset_index(drop=True)
    refusals.refuse_when_too_many(total, _MEND, raw.swallowed)
    names = GemeenteNames.of(gemeenten)
    named = good["area_name"].where(good["area_kind"] == "gemeente")
    frame = good.assign(gemeentecode=names.codes_of(named), year=year)
    warnings = [*_on_columns(raw, unknown), *_on_blanks(cells), *_on_rest(frame)]
    if area == "gemeente":
        warnings += names.warnings(named)
    if raw.open_end:
        warnings.append("De laatste regel heeft geen regeleinde: het bestand kan zijn afgebroken.")
    return Read({TABLE: frame}, refusals.frame(), tuple(warnings), str(year), LICENCE, ATTRIBUTION)


def year_of(file_name: str) -> int:
    """The year in the name of a file.

    Raises:
        SourceError: there is none, or more than one.
    """
    years = set(re.findall(r"(?<!\d)20[0-4]\d(?!\d)", PurePosixPath(file_name).name))
    if len(years) != 1:
        raise SourceError(f"{file_name} does not name one year; call it as Vektis does, such as … 2022 - gemeente.csv.")
    return int(years.pop())


def age_class(text: str) -> tuple[int, int | None] | None:
    """Youngest and oldest age of a class, in years; oldest None where it is open, None where it is no age class.

    ``0 t/m 4 jaar`` is (0, 4), ``37`` is (37, 37), ``90+`` is (90, None).
    """
    plain = " ".join(text.casefold().split())
    for pattern in _AGES:
        found = pattern.fullmatch(plain)
        if found:
            parts = found.groupdict()
            low = int(parts["low"])
            high = None if parts.get("open") else int(parts.get("high") or low)
            return (low, high) if low <= (high or low) <= OLDEST else None
    return None


def _canonical(header: str) -> str | None:
    """Our column for a header of any year, cut or not; None where it is not known."""
    plain = header.strip().casefold()
    if plain in _KEYS:
        return _KEYS[plain]
    fits = {column for name, column in COSTS.items() if plain in (name, name[:HEADER_LENGTH])}
    return fits.pop() if len(fits) == 1 else None


def _places(raw: Cells, file_name: str) -> tuple[dict[str, str], list[int]]:
    """Where our columns are in the cells, and the places of unknown columns."""
    places: dict[str, str] = {}
    unknown: list[int] = []
    for place, header in enumerate(raw.header):
        name = _canonical(header)
        if name is None:
            unknown.append(place)
        elif name in places:
            raise SourceError(f"{file_name} has the column {shown(header)} twice; {_MEND}.")
        else:
            places[name] = f"f{place}"
    if ("gemeente" in places) == ("postcode3" in places):
        raise SourceError(
            f"{file_name} must have one column of areas, gemeentenaam or postcode_3; "
            "use the files by gemeente or by postcode3 of Vektis's open data."
        )
    headers = {"sex": "geslacht", "age": "leeftijdsklasse", "persons": "aantal_bsn",
               "insured_years": "aantal_verzekerdejaren"}  # fmt: skip
    missing = [header for name, header in headers.items() if name not in places]
    if not any(name in places for name in COSTS.values()):
        missing.append("kosten_…")
    if missing:
        raise SourceError(f"{file_name} lacks these columns: {', '.join(missing)}; {_MEND}.")
    return places, unknown


def _typed(cells: pd.DataFrame, area: str, refusals: Refusals, headers: Mapping[str, str]) -> pd.DataFrame:
    """All columns of the table but gemeentecode and year; what is refused is told to ``refusals``."""
    numbers = cells["row_number"]

    def refuse(broken: pd.Series, name: str, rule: str, text: str) -> None:
        refusals.add(broken, cells[name], numbers, headers[name], rule, text)

    names = cells[area]
    if area == "gemeente":
        odd = (names.str.len() > LONGEST_NAME) | names.str.contains(r"[\x00-\x1f\x7f<>]", regex=True)
        refuse(odd, area, "area", f"Een gemeentenaam heeft hoogstens {LONGEST_NAME} tekens, zonder stuurtekens.")
    else:
        odd = names.notna() & ~names.str.fullmatch("[1-9][0-9]{2}").fillna(False).astype(bool)
        refuse(odd, area, "area", "Een postcodegebied is drie cijfers, zoals 741.")
    rest = names.isna()
    for name in ("sex", "age"):
        refuse(cells[name].isna() & ~rest, name, "missing", "Alleen in de restregel mag dit leeg zijn.")
    sex = cells["sex"].str.casefold().map(_SEXES).astype("str")
    refuse(cells["sex"].notna() & sex.isna(), "sex", "sex", "Het geslacht is M of V.")
    classes = {text: age_class(text) for text in cells["age"].dropna().unique()}
    lows = {text: found[0] for text, found in classes.items() if found is not None}
    highs = {text: found[1] for text, found in classes.items() if found is not None}
    age_low = cells["age"].map(lows).astype("Int64")
    refuse(cells["age"].notna() & age_low.isna(), "age", "age", "Een leeftijdsklasse is als 65 t/m 69 jaar, 70 of 90+.")
    typed = {
        "row_number": numbers,
        "area_kind": pd.Series(np.where(rest, "rest", area), index=cells.index, dtype="str"),
        "area_name": names,
        "postcode3": names if area == "postcode3" else pd.Series(np.nan, index=cells.index, dtype="str"),
        "sex": sex,
        "age_low": age_low,
        "age_high": cells["age"].map(highs).astype("Int64"),
    }
    persons = whole(cells["persons"])
    refuse(persons.broken | cells["persons"].isna(), "persons", "persons", "Dit is een geheel getal vanaf 0.")
    years = decimals(cells["insured_years"])
    refuse(years.broken | ~(years.values >= 0), "insured_years", "insured_years", "Dit is een getal vanaf 0.")
    typed |= {"persons": persons.values, "insured_years": years.values}
    for column in COSTS.values():
        if column in cells:
            euro = decimals(cells[column])
            refuse(euro.broken, column, "euro", "Dit is een bedrag als 1234.56, zonder scheiding van duizendtallen.")
            typed[column] = euro.values
        else:
            typed[column] = pd.Series(np.nan, index=cells.index)
    keyed = pd.DataFrame({"area": names, "sex": typed["sex"], "low": typed["age_low"], "high": typed["age_high"]})
    fine = ~numbers.isin(refusals.rows())
    doubles = keyed[fine & ~rest].duplicated(keep="first").reindex(cells.index, fill_value=False)
    refuse(doubles, area, "double", "Deze groep staat al eerder in het bestand; de eerste telt.")
    return pd.DataFrame(typed)


def _on_columns(raw: Cells, unknown: list[int]) -> list[str]:
    """A sentence for each column that is not loaded, with its total where it holds numbers."""
    told = []
    for place in unknown:
        cells = raw.rows[f"f{place}"]
        if not raw.header[place] and cells.isna().all():
            continue
        parsed = decimals(cells)
        what = "geen getallen" if parsed.broken.any() else f"samen {parsed.values.sum():.2f}"
        told.append(f"Kolom {place + 1} ({shown(raw.header[place])}) is niet bekend en niet geladen: {what}.")
    return told


def _on_blanks(cells: pd.DataFrame) -> list[str]:
    blank = int(cells[[column for column in COSTS.values() if column in cells]].isna().sum().sum())
    return [f"{blank} bedragen zijn leeg; ze tellen als onbekend, niet als 0."] * (blank > 0)


def _on_rest(frame: pd.DataFrame) -> list[str]:
    rest = frame[frame["area_kind"] == "rest"]
    if rest.empty:
        return ["Er is geen restregel (groepen onder tien personen); het bestand kan zijn afgebroken."]
    return [
        f"{rest['persons'].sum()} verzekerden staan in {len(rest)} restregel(s) zonder gebied (groepen onder tien "
        "personen); ze zijn bewaard als rest."
    ]
