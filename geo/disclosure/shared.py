"""All that is shared of a region in one go: buurten, wijken and gemeenten, hubs, what was withheld, and the version.

Put together here from marts and core; what is withheld is decided in :mod:`geo.disclosure.frames`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.disclosure.frames import CONTRIBUTION_COLUMNS, disclose_release, outside_report
from geo.disclosure.geometry import refuse_addresses
from geo.disclosure.releases import same_figures
from geo.disclosure.rules import DisclosureRules

RD_NEW = 28992
_COUNTED = ["expected_frail", "reachable_pct", "deliveries", "known_addresses"]


@dataclass(frozen=True, eq=False)
class Shared:
    """The tables of ``share`` by name, and the cells that the next version is judged by (``planning.release_cell``)."""

    tables: dict[str, pd.DataFrame]
    cells: pd.DataFrame
    reasons: dict[str, int]


@dataclass(frozen=True, eq=False)
class Facts:
    """What is shared of a region is made from: frames with the columns of their tables, of the baseline alone.

    ``overview`` marts.buurt_overview, ``deliveries`` core.delivery, ``wijken`` core.wijk, ``gemeenten`` core.gemeente,
    ``sites`` planning.hub_site, ``cells`` planning.release_cell, ``releases`` share.release, ``loads`` intake.load.
    """

    overview: gpd.GeoDataFrame
    deliveries: pd.DataFrame
    wijken: gpd.GeoDataFrame
    gemeenten: gpd.GeoDataFrame
    sites: gpd.GeoDataFrame
    cells: pd.DataFrame
    releases: pd.DataFrame
    loads: pd.DataFrame


def shared_of(facts: Facts, rules: DisclosureRules, *, today: dt.date, version: str) -> Shared:
    """What may be shared, as a new version where it says anything new.

    Args:
        facts: the region's figures.
        rules: the disclosure rules.
        today: the day a new version is dated by.
        version: of the platform.
    """
    figures = facts.overview.rename(columns={"deliveries_12m": "deliveries", "known_addresses_12m": "known_addresses"})
    figures = figures.assign(reachable_pct=figures["reachable_share"] * 100)
    named = ["buurtcode", "buurtnaam", "wijkcode", "gemeentecode", "geometry", *_COUNTED]
    earlier = facts.cells if len(facts.cells) else None
    found = disclose_release(
        figures[named], rules, earlier=earlier, contributions=_contributions(facts.overview, facts.deliveries)
    )
    number = int(facts.releases["release"].max()) if len(facts.releases) else 0
    new = len(found.cells) > 0 and (
        earlier is None or not same_figures(found.cells, earlier[earlier["release"] == earlier["release"].max()])
    )
    releases, cells = facts.releases, facts.cells
    if new:
        number += 1
        told = pd.DataFrame(
            [{"release": number, "released_on": today, "checksum": checksum(found.cells), "rules": rules.digest,
              "version": version}]
        )  # fmt: skip
        releases = pd.concat([releases[told.columns], told], ignore_index=True) if len(releases) else told
        fresh = found.cells.assign(release=number)
        cells = pd.concat([cells[fresh.columns], fresh], ignore_index=True) if len(cells) else fresh
        cells = cells[cells["release"] > number - rules.compare_releases]  # older true counts are not kept
    withheld = outside_report(found.report).merge(_gemeente_of(facts), on="area_code")
    tables: dict[str, pd.DataFrame] = {
        "buurt": refuse_addresses("buurt", _drawn(found.buurten.drop(columns="wijkcode")), rules),
        "area": refuse_addresses("area", _areas(found.totals, facts), rules),
        "hub": refuse_addresses("hub", _hubs(facts.sites), rules),
        "withheld": withheld,
        "release": releases.drop(columns=["region", "run_id"], errors="ignore"),
        "source": _sources(facts.loads),
    }
    return Shared(
        tables,
        cells.drop(columns=["region", "run_id"], errors="ignore"),
        {str(reason): int(count) for reason, count in found.report["reason"].value_counts().items()},
    )


def checksum(cells: pd.DataFrame) -> str:
    """SHA-256 of the figures that a version says, withheld ones left out."""
    said = cells[cells["published"].notna()].sort_values(["figure", "area_kind", "area_code"])
    lines = said["figure"] + ";" + said["area_kind"] + ";" + said["area_code"] + ";" + said["published"].astype("str")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _contributions(overview: pd.DataFrame, deliveries: pd.DataFrame) -> pd.DataFrame | None:
    """Deliveries of the overview's twelve months by buurt and supplier; None where the region sent none."""
    period = overview[["period_from", "period_to"]].dropna().drop_duplicates()
    if deliveries.empty or period.empty:
        return None
    day = pd.to_datetime(deliveries["service_date"])
    first, last = pd.to_datetime(period["period_from"].iloc[0]), pd.to_datetime(period["period_to"].iloc[0])
    year = deliveries[day.between(first, last)]
    counted = year.groupby(["buurtcode", "supplier_id"]).size().rename("value").reset_index()
    told = counted.rename(columns={"supplier_id": "contributor"}).assign(figure="deliveries")
    return told[CONTRIBUTION_COLUMNS]


def _gemeente_of(facts: Facts) -> pd.DataFrame:
    parts = [
        facts.overview[["buurtcode", "gemeentecode"]].rename(columns={"buurtcode": "area_code"}),
        facts.wijken[["wijkcode", "gemeentecode"]].rename(columns={"wijkcode": "area_code"}),
        facts.gemeenten[["gemeentecode"]].assign(area_code=facts.gemeenten["gemeentecode"]),
    ]
    return pd.concat([pd.DataFrame(part) for part in parts], ignore_index=True)


def _sources(loads: pd.DataFrame) -> pd.DataFrame:
    """Kinds of source with period, licence and attribution; file names may name people and stay inside."""
    columns = ["source", "period", "licence", "attribution"]
    current = loads.loc[loads["superseded_at"].isna(), columns].drop_duplicates()
    ordered = current.sort_values(columns, ignore_index=True)
    return ordered.assign(position=range(1, len(ordered) + 1))


def _areas(totals: pd.DataFrame, facts: Facts) -> gpd.GeoDataFrame:
    parts = [
        frame.rename(columns={f"{kind}code": "area_code", f"{kind}naam": "area_name"}).assign(area_kind=kind)[
            ["area_kind", "area_code", "area_name", "geometry"]
        ]
        for kind, frame in (("wijk", facts.wijken), ("gemeente", facts.gemeenten))
    ]
    named = pd.concat([pd.DataFrame(part) for part in parts], ignore_index=True)
    named["area_name"] = named["area_name"].fillna(named["area_code"])
    return _drawn(totals.merge(named, on=["area_kind", "area_code"]))


def _hubs(sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    kept = sites[sites["state"] == "kept"]
    hubs = kept[["hub_id", "name", "gemeentecode", "geometry"]].assign(mean_minutes=kept["mean_duration_s"] / 60)
    return _drawn(hubs)


def _drawn(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=RD_NEW)
