"""CBS buurten: boundaries with Kerncijfers wijken en buurten, as PDOK publishes them (GeoJSON, TopoJSON, GeoPackage).

A suppressed figure is missing, never 0. What the figures are used for is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataSourceError

from geo.sources.kinds import X_BOUNDS, Y_BOUNDS
from geo.sources.landed import REJECT_COLUMNS, SourceError, no_rejects

LICENCE = "CC BY 4.0"
ATTRIBUTION = "© CBS, © Kadaster"
WGS_84 = 4326
RD_NEW = 28992
SUPPRESSED = -99_990
"""PDOK writes -99997 or -99999999 for a suppressed figure: whatever is not above this is missing."""

_TEXTS = {
    "buurtcode": ("buurtcode", "statcode"),
    "buurtnaam": ("buurtnaam", "statnaam"),
    "wijkcode": ("wijkcode",),
    "wijknaam": ("wijknaam",),
    "gemeentecode": ("gemeentecode",),
    "gemeentenaam": ("gemeentenaam",),
}
_COUNTS = {
    "inhabitants": ("aantal_inwoners",),
    "aged_0_14": ("personen_0_tot_15_jaar",),
    "aged_65_plus": ("personen_65_jaar_en_ouder",),
    "households": ("aantal_huishoudens", "huishoudens_totaal"),
    "urbanity": ("stedelijkheid_adressen_per_km2",),
    "year": ("jaar",),
}
_PERCENTAGES = {
    "aged_0_14": "percentage_personen_0_tot_15_jaar",
    "aged_65_plus": "percentage_personen_65_jaar_en_ouder",
}
_NUMBERS = {
    "household_size": ("gemiddelde_huishoudsgrootte",),
    "home_value_keur": ("gemiddelde_woningwaarde", "gemiddelde_woz_waarde_van_woningen"),
    "owner_occupied_pct": ("percentage_koopwoningen",),
    "single_family_pct": ("percentage_eengezinswoning",),
    "income_keur": ("gemiddeld_inkomen_per_inwoner",),
    "good_health_pct": ("percentage_goed_ervaren_gezondheid",),
    "address_density": ("omgevingsadressendichtheid",),
    "land_area_ha": ("oppervlakte_land_in_ha",),
    "gp_distance_km": ("huisartsenpraktijk_gemiddelde_afstand_in_km",),
    "supermarket_distance_km": ("grote_supermarkt_gemiddelde_afstand_in_km",),
}


@dataclass(frozen=True)
class Buurten:
    """The buurten of a region as ``intake.buurt``, the rejects, Dutch warnings, and the year of the figures."""

    frame: gpd.GeoDataFrame
    rejects: pd.DataFrame
    warnings: tuple[str, ...]
    period: str | None


def read_buurten(path: Path, file_name: str, gemeenten: tuple[str, ...]) -> Buurten:
    """Reads the buurten of some gemeenten.

    Args:
        path: GeoJSON, TopoJSON or GeoPackage under PDOK's names; without a CRS it is taken for WGS 84.
        file_name: path inside the workspace, for messages.
        gemeenten: CBS codes; other gemeenten in the file are left out.

    Raises:
        SourceError: the file cannot be read, has no buurtcode, lacks one of the gemeenten, or has over 20 % bad rows.
    """
    published = _published(path, file_name)
    texts = pd.DataFrame({name: _text(published, names) for name, names in _TEXTS.items()})
    if texts["buurtcode"].isna().all():
        raise SourceError(f"{file_name} has no column buurtcode; use the buurten file of PDOK or CBS.")
    code = texts["buurtcode"].str.upper().where(lambda s: s.str.fullmatch(r"BU[0-9]{8}").fillna(False).astype(bool))
    texts["buurtcode"] = code.fillna(texts["buurtcode"])
    texts["wijkcode"] = texts["wijkcode"].fillna("WK" + code.str[2:8])
    texts["gemeentecode"] = texts["gemeentecode"].fillna("GM" + code.str[2:6])
    ours = texts["gemeentecode"].isin(gemeenten) | code.isna()
    _refuse_absent(gemeenten, texts["gemeentecode"], file_name)
    published, texts, code = published[ours], texts[ours], code[ours]
    shapes, repaired, warnings = _shapes(published, file_name)
    figures, broken = _figures(published)
    frame = pd.DataFrame({"row_number": texts.index.to_numpy() + 1}, index=texts.index).join([texts, figures])
    unnamed = frame["buurtnaam"].isna()
    if unnamed.any():
        frame["buurtnaam"] = frame["buurtnaam"].fillna(frame["buurtcode"])
        warnings.append(f"{int(unnamed.sum())} buurten hebben geen naam; de code staat ervoor in de plaats.")
    water = _text(published, ("water",)).str.casefold().isin(["ja", "true", "1"])
    full = gpd.GeoDataFrame(frame.assign(water=water, repaired=repaired), geometry=shapes)
    bad = {("buurtcode", *rule): rows for rule, rows in _broken_codes(code).items()}
    bad["geometry", "polygon", "De buurt heeft geen vlak, of een vlak buiten Nederland."] = ~_in_country(shapes)
    bad |= {(name, "range", "Dit getal kan niet negatief zijn en geen breuk."): rows for name, rows in broken.items()}
    rejects = _rejects(full, bad, file_name)
    if full.empty or rejects["row_number"].nunique() > 0.20 * len(full):
        raise SourceError(f"{file_name}: over 20 % of the buurten are refused; get the file again from PDOK.", rejects)
    if repaired.any():
        warnings.append(f"{int(repaired.sum())} buurtgrenzen waren ongeldig en zijn hersteld.")
    good = full[~full["row_number"].isin(rejects["row_number"])].reset_index(drop=True)
    years = good["year"].dropna().unique()
    return Buurten(good, rejects, tuple(warnings), "/".join(str(year) for year in sorted(years)) or None)


def _published(path: Path, file_name: str) -> gpd.GeoDataFrame:
    try:
        published = pyogrio.read_dataframe(path)
    except (DataSourceError, ValueError, RuntimeError, shapely.GEOSException) as error:
        raise SourceError(
            f"{file_name} cannot be read as GeoJSON, TopoJSON or GeoPackage ({type(error).__name__}); get it again."
        ) from None
    if not isinstance(published, gpd.GeoDataFrame):
        raise SourceError(f"{file_name} has no boundaries; use the buurten file with geometry of PDOK.")
    if published.empty:
        raise SourceError(f"{file_name} holds no buurten; get it again from PDOK, or check the selection.")
    return published.rename(columns=lambda name: re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", str(name)).casefold())


def _refuse_absent(gemeenten: tuple[str, ...], codes: pd.Series, file_name: str) -> None:
    there = sorted(str(code) for code in codes.dropna().unique())
    absent = [code for code in gemeenten if code not in there]
    if absent:
        shown = ", ".join(there[:5]) + (f" and {len(there) - 5} more" if len(there) > 5 else "")
        raise SourceError(
            f"{file_name} has no buurten of gemeente {', '.join(absent)} (it has {shown}); "
            "correct gemeenten in region.yaml or use another file."
        )


def _shapes(published: gpd.GeoDataFrame, file_name: str) -> tuple[gpd.GeoSeries, pd.Series, list[str]]:
    """MultiPolygons in RD New (missing where there is no polygon), where they were repaired, and warnings."""
    shapes = published.geometry
    warnings: list[str] = []
    if shapes.crs is None or (shapes.crs.is_geographic and np.nanmax(np.abs(shapes.total_bounds)) > 180):
        metres = np.nanmax(np.abs(shapes.total_bounds)) > 180
        if metres:
            warnings.append(
                "Het bestand noemt geen Rijksdriehoek, maar de grenzen staan in meters; ze zijn zo gelezen."
            )
        shapes = shapes.set_crs(RD_NEW if metres else WGS_84, allow_override=True)
    try:
        projected = shapes.force_2d().to_crs(RD_NEW)
    except (ValueError, RuntimeError):
        raise SourceError(f"{file_name} has an unknown coordinate system; save it in WGS 84 or RD New.") from None
    there = projected.notna() & ~projected.is_empty
    invalid = there & ~projected.is_valid
    made = np.asarray(projected.array, dtype=object).copy()
    made[invalid.to_numpy()] = shapely.make_valid(made[invalid.to_numpy()])
    polygons = gpd.GeoSeries([_multipolygon(shape) for shape in made], index=projected.index, crs=RD_NEW)
    return polygons, invalid & polygons.notna(), warnings


def _multipolygon(shape: shapely.Geometry | None) -> shapely.MultiPolygon | None:
    """The polygons of a shape; lines and points that a repair leaves are dropped."""
    if shape is None:
        return None
    parts = shapely.get_parts(shapely.get_parts(shape))
    polygons = [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
    return shapely.MultiPolygon(polygons) if polygons else None


def _in_country(shapes: gpd.GeoSeries) -> pd.Series:
    limits = {"minx": X_BOUNDS, "maxx": X_BOUNDS, "miny": Y_BOUNDS, "maxy": Y_BOUNDS}
    inside = [shapes.bounds[side].between(*limit) for side, limit in limits.items()]
    return pd.concat(inside, axis=1).all(axis=1)


def _broken_codes(code: pd.Series) -> dict[tuple[str, str], pd.Series]:
    return {
        ("buurtcode", "Een buurtcode is BU met acht cijfers."): code.isna(),
        ("double", "Deze buurt staat al eerder in het bestand; de eerste telt."): code.duplicated() & code.notna(),
    }


def _figures(published: gpd.GeoDataFrame) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    """Figures by our names, and by name where a count is negative or broken."""
    figures = {name: _number(published, names) for name, names in (_COUNTS | _NUMBERS).items()}
    for name, column in _PERCENTAGES.items():
        share = _number(published, (column,))
        figures[name] = figures[name].fillna((share * figures["inhabitants"] / 100).round())
    broken = {}
    for name in _COUNTS:
        wrong = figures[name].notna() & ((figures[name] < 0) | (figures[name] % 1 != 0))
        if wrong.any():
            broken[name] = wrong
        figures[name] = figures[name].mask(wrong).astype("Int64")
    for name in _NUMBERS:
        wrong = figures[name] < 0
        if wrong.any():
            broken[name] = wrong
    return pd.DataFrame(figures), broken


def _number(published: gpd.GeoDataFrame, names: tuple[str, ...]) -> pd.Series:
    for name in names:
        if name in published.columns:
            column = published[name]
            if column.dtype.kind not in "iuf":
                column = column.astype("str").str.strip().str.replace(",", ".", regex=False)
            numbers = pd.to_numeric(column, errors="coerce").astype("float64")
            return numbers.where(np.isfinite(numbers) & (numbers > SUPPRESSED))
    return pd.Series(np.nan, index=published.index, dtype="float64")


def _text(published: gpd.GeoDataFrame, names: tuple[str, ...]) -> pd.Series:
    for name in names:
        if name in published.columns:
            text = published[name].astype("str").str.strip()
            return text.where(text != "")
    return pd.Series(np.nan, index=published.index, dtype="str")


def _rejects(frame: gpd.GeoDataFrame, bad: dict[tuple[str, str, str], pd.Series], file_name: str) -> pd.DataFrame:
    found = [no_rejects()]
    for (column, rule, sentence), rows in bad.items():
        wrong = frame[rows.to_numpy()]
        value = wrong["buurtcode"].astype("str").str[:60]
        told = {"file_name": file_name, "row_number": wrong["row_number"], "column_name": column, "rule": rule}
        found.append(
            pd.DataFrame({**told, "value": value.fillna(""), "sentence": sentence}, columns=list(REJECT_COLUMNS))
        )
    return pd.concat(found, ignore_index=True).sort_values("row_number", kind="stable", ignore_index=True)
