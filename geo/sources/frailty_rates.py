"""The rates of frail elderly people: the small table with sources that a workspace is given, and its reader.

Source of the shipped rows: Vektis, Factsheet kwetsbare ouderen, and Staat van Deventer 2021, both by way of TNO 2022
(Krachtige wijk, section 1). How rates become people by buurt is :mod:`geo.frailty`'s affair.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from geo.sources.csvtext import read_cells
from geo.sources.landed import Read, SourceError
from geo.sources.refusals import Refusals, bytes_of, decimals, shown, whole

LICENCE = "Vektis: bronvermelding, geen commercieel gebruik"
ATTRIBUTION = "Bron: Vektis, Factsheet kwetsbare ouderen; Staat van Deventer 2021; TNO 2022"
TABLE = "intake.frailty_rate"
PATH = "data/kwetsbaarheid.csv"
"""Where a new workspace keeps the table."""

INDICATORS: Mapping[str, str] = MappingProxyType(
    {"kwetsbaar_thuis": "frail_home", "kwetsbaar_totaal": "frail_all", "in_instelling": "in_institution"}
)
"""In the file -> ours: frail of those at home, frail of all, living in an institution of all; of the ages named."""
BASES: Mapping[str, str] = MappingProxyType(
    {"gepubliceerd": "published", "afgeleid": "derived", "aanname": "assumption"}
)
COLUMNS: Mapping[str, str] = MappingProxyType(
    {"reeks": "rate_set", "kenmerk": "indicator", "leeftijd_van": "age_low", "leeftijd_tot_en_met": "age_high",
     "aandeel": "rate", "laag": "low", "hoog": "high", "soort": "basis", "jaar": "year", "definitie": "definition",
     "bron": "source"}
)  # fmt: skip
"""Header -> column of ``intake.frailty_rate``."""
_OPTIONAL = ("age_high", "low", "high")
OLDEST = 120
LONGEST_TEXT = 1000


def shipped_rates() -> dict[str, str]:
    """The table of rates and its data dictionary as a new workspace gets them, by path in it."""
    folder = files("geo") / "rates"
    names = (PATH, str(Path(PATH).with_suffix(".md")))
    return {name: (folder / Path(name).name).read_text(encoding="utf-8") for name in names}


def read_frailty_rates(path: Path, file_name: str) -> Read:
    """Reads a table of rates.

    Args:
        path: CSV with the columns of :data:`COLUMNS`.
        file_name: path inside the workspace, for messages.

    Returns:
        ``intake.frailty_rate``, one row a rate.

    Raises:
        SourceError: no such table, or over 20 % of its rows refused.
    """
    raw = read_cells(bytes_of(path, file_name), file_name)
    names = [header.casefold() for header in raw.header]
    wrong = [header for header in COLUMNS if names.count(header) != 1]
    if wrong:
        raise SourceError(
            f"{file_name} must have these columns once: {', '.join(wrong)}; `wijk init` writes a table as an example."
        )
    total = len(raw.rows) + len(raw.wrong_length) + len(raw.broken)
    if total == 0:
        raise SourceError(f"{file_name} has a header but no rows; `wijk init` writes a filled table.")
    cells = pd.DataFrame({name: raw.rows[f"f{names.index(header)}"] for header, name in COLUMNS.items()})
    refusals = Refusals(file_name)
    refusals.lines(raw)
    typed = _typed(cells, raw.rows["row_number"], refusals)
    refusals.refuse_when_too_many(total, "mend the file", raw.swallowed)
    good = typed[~typed["row_number"].isin(refusals.rows())].reset_index(drop=True)
    plain = good.astype({"age_low": "int64", "year": "int64"})
    unknown = [shown(header) for header in raw.header if header and header.casefold() not in COLUMNS]
    warnings = tuple(f"Onbekende kolom {header} is overgeslagen." for header in unknown)
    return Read({TABLE: plain}, refusals.frame(), warnings, None, LICENCE, ATTRIBUTION)


def _typed(cells: pd.DataFrame, numbers: pd.Series, refusals: Refusals) -> pd.DataFrame:
    headers = {name: header for header, name in COLUMNS.items()}

    def refuse(broken: pd.Series, name: str, rule: str, text: str) -> None:
        refusals.add(broken, cells[name], numbers, headers[name], rule, text)

    for name in headers:
        if name not in _OPTIONAL:
            refuse(cells[name].isna(), name, "missing", "Vul deze kolom in.")
    typed: dict[str, pd.Series] = {"row_number": numbers}
    typed["rate_set"] = cells["rate_set"]
    named = cells["rate_set"].str.fullmatch(r"[a-z][a-z0-9_\-]{0,39}").fillna(False).astype(bool)
    refuse(cells["rate_set"].notna() & ~named, "rate_set", "name",
           "Een reeks heet als vektis_2020: kleine letters, cijfers, _ en -.")  # fmt: skip
    for name, known in (("indicator", INDICATORS), ("basis", BASES)):
        typed[name] = cells[name].str.casefold().map(known).astype("str")
        refuse(cells[name].notna() & typed[name].isna(), name, "choice", f"Kies een van: {', '.join(known)}.")
    for name, low, high in (("age_low", 0, OLDEST), ("age_high", 0, OLDEST), ("year", 1990, 2100)):
        parsed = whole(cells[name])
        typed[name] = parsed.values
        outside = ~parsed.values.between(low, high).fillna(True).astype(bool)
        refuse(parsed.broken | outside, name, "integer", f"Dit is een geheel getal van {low} tot en met {high}.")
    for name in ("rate", "low", "high"):
        share = decimals(cells[name])
        typed[name] = share.values
        outside = (share.values < 0) | (share.values > 1)
        refuse(share.broken | outside, name, "share", "Een aandeel is een getal van 0 tot en met 1: 17 % is 0,17.")
    for name in ("definition", "source"):
        typed[name] = cells[name]
        odd = (cells[name].str.len() > LONGEST_TEXT) | cells[name].str.contains(r"[\x00-\x1f\x7f]", regex=True)
        refuse(odd, name, "text", f"Vul een tekst in van hoogstens {LONGEST_TEXT} tekens op één regel.")
    frame = pd.DataFrame(typed)
    half = frame["low"].isna() != frame["high"].isna()
    beside = half | (frame["low"] > frame["rate"]) | (frame["high"] < frame["rate"])
    refuse(beside, "low", "interval", "Vul laag en hoog allebei in, met het aandeel ertussen, of geen van beide.")
    refuse(frame["age_high"] < frame["age_low"], "age_high", "ages", "De oudste leeftijd ligt onder de jongste.")
    fine = ~numbers.isin(refusals.rows())
    key = ["rate_set", "indicator", "age_low", "age_high"]
    doubles = frame[fine].duplicated(key, keep="first").reindex(frame.index, fill_value=False)
    refuse(doubles, "rate_set", "double", "Dit aandeel staat al eerder in het bestand; het eerste telt.")
    return frame
