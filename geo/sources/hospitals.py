"""Hospitals and their outpatient clinics in the country, as facilities: a published list of locations of 2016.

Source: the list of hospital locations with coordinates (WGS 84) by organisation, one row a location. It is public and
names no person; how it is merged with the social map is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import Transformer

from geo.sources.addresses import normal_postcode
from geo.sources.csvtext import read_cells
from geo.sources.facility_kinds import AS_A_HUB
from geo.sources.kinds import X_BOUNDS, Y_BOUNDS
from geo.sources.landed import Read, SourceError
from geo.sources.refusals import Refusals, bytes_of, shown
from geo.sources.repairs import split_address
from geo.sources.splitting import points_of

LICENCE = None
"""The list states none."""
ATTRIBUTION = "Ziekenhuislocaties 2016"
TABLE = "intake.facility"
ORIGIN = "hospital_list"

WGS_84, RD_NEW = 4326, 28992
LONGEST_NAME = 300
COLUMNS = ("ziekenhuisnummer", "naam.ziekenhuis", "soort.ziekenhuis", "adres", "postcode", "plaats", "lon", "lat")
"""What is read of the list; the rest is of the organisation."""
_KNOWN = frozenset({*COLUMNS, "organisatienummer", "naam.organisatie", "type"})
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "academisch ziekenhuis": "hospital",
        "algemeen ziekenhuis": "hospital",
        "kinderziekenhuis": "hospital",
        "buitenpolikliniek": "outpatient_clinic",
        "buitenpoliklniek": "outpatient_clinic",  # so it stands in the published list
    }
)
_COORDINATE = r"-?[0-9]{1,3}\.[0-9]{2,20}"


def read_hospitals(path: Path, file_name: str) -> Read:
    """Reads the hospitals of the country.

    Args:
        path: CSV with the columns of :data:`COLUMNS`, between commas or semicolons.
        file_name: path inside the workspace, for messages; a year in it is the period.

    Returns:
        ``intake.facility``, points in RD New: hospitals (``hospital``) and outpatient clinics (``outpatient_clinic``),
        with their address, none of them a candidate for a hub; ``facility_id`` is ``ziekenhuis-`` with the list's own
        number.

    Raises:
        SourceError: no such list, or over 20 % of its rows refused.
    """
    data = bytes_of(path, file_name)
    raw = read_cells(data, file_name)
    names = [header.casefold() for header in raw.header]
    wrong = [header for header in COLUMNS if names.count(header) != 1]
    if wrong:
        raise SourceError(f"{file_name} must have these columns once: {', '.join(wrong)}; use the list as published.")
    total = len(raw.rows) + len(raw.wrong_length) + len(raw.broken)
    if total == 0:
        raise SourceError(f"{file_name} has a header but no rows; get it again.")
    cells = pd.DataFrame({header: raw.rows[f"f{names.index(header)}"] for header in COLUMNS})
    refusals = Refusals(file_name)
    refusals.lines(raw)
    full = _typed(cells, raw.rows["row_number"], refusals)
    refusals.refuse_when_too_many(total, "get the list again", raw.swallowed)
    good = full[~full["row_number"].isin(refusals.rows())].reset_index(drop=True)
    years = set(re.findall(r"(?<!\d)20\d\d(?!\d)", PurePosixPath(file_name).name))
    warnings = [
        f"Onbekende kolom {shown(header)} is overgeslagen." for header in raw.header
        if header and header.casefold() not in _KNOWN
    ]  # fmt: skip
    places = good.geometry.to_wkb()
    shared = places.duplicated(keep=False) & ~good["postcode"].duplicated(keep=False)
    if shared.any():
        warnings.append(
            f"{int(shared.sum())} locaties delen hun punt met een locatie op een ander adres; hun plaats is onzeker."
        )
    if raw.open_end:
        warnings.append("De laatste regel heeft geen regeleinde: het bestand kan zijn afgebroken.")
    period = years.pop() if len(years) == 1 else None
    return Read({TABLE: good}, refusals.frame(), tuple(warnings), period, LICENCE, ATTRIBUTION)


def _typed(cells: pd.DataFrame, numbers: pd.Series, refusals: Refusals) -> gpd.GeoDataFrame:
    def refuse(broken: pd.Series, column: str, rule: str, text: str) -> None:
        refusals.add(broken, cells[column], numbers, column, rule, text)

    number = cells["ziekenhuisnummer"].str.extract(r"^([0-9]{1,9})(?:\.0)?$")[0]
    refuse(number.isna(), "ziekenhuisnummer", "number", "Dit is het nummer van de locatie, zoals 102404.")
    name = cells["naam.ziekenhuis"].str.replace(r"\s+", " ", regex=True)
    odd = name.isna() | (name.str.len() > LONGEST_NAME) | name.str.contains(r"[\x00-\x1f\x7f]", regex=True)
    refuse(odd, "naam.ziekenhuis", "name", f"Vul een naam in van hoogstens {LONGEST_NAME} tekens.")
    kind = cells["soort.ziekenhuis"].str.casefold().map(KINDS).astype("str")
    refuse(kind.isna(), "soort.ziekenhuis", "kind", "Dit is een ziekenhuis of een buitenpolikliniek.")
    degrees = {
        side: cells[side].where(cells[side].str.fullmatch(_COORDINATE).fillna(False).astype(bool)).astype("float64")
        for side in ("lon", "lat")
    }
    to_rd = Transformer.from_crs(WGS_84, RD_NEW, always_xy=True)
    x, y = to_rd.transform(degrees["lon"].to_numpy(), degrees["lat"].to_numpy())
    inside = (x >= X_BOUNDS[0]) & (x <= X_BOUNDS[1]) & (y >= Y_BOUNDS[0]) & (y <= Y_BOUNDS[1])
    refuse(pd.Series(~inside, index=cells.index), "lon", "place", "De plaats ligt niet in Nederland (graden, WGS 84).")
    fine = ~numbers.isin(refusals.rows())
    doubles = number[fine].duplicated(keep="first").reindex(cells.index, fill_value=False)
    refuse(doubles, "ziekenhuisnummer", "double", "Deze locatie staat al eerder in het bestand; de eerste telt.")
    for column in ("adres", "plaats"):
        odd = (cells[column].str.len() > LONGEST_NAME) | cells[column].str.contains(r"[\x00-\x1f\x7f]", regex=True)
        refuse(odd, column, "text", f"Vul een tekst in van hoogstens {LONGEST_NAME} tekens.")
    address = split_address(cells["adres"])
    blank = pd.Series(np.nan, index=cells.index, dtype="str")
    columns = {
        "row_number": numbers, "facility_id": "ziekenhuis-" + number, "name": name, "kind": kind, "origin": ORIGIN,
        "candidate": False, **AS_A_HUB, "formality": "formal", "opening_hours": blank,
        "target_group": blank, "accessibility": blank, "street": address["street"],
        "house_number": address["house_number"], "postcode": normal_postcode(cells["postcode"]),
        "place": cells["plaats"],
    }  # fmt: skip
    points = points_of(np.where(inside, x, np.nan), np.where(inside, y, np.nan))
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=points.to_numpy(), crs=RD_NEW)
