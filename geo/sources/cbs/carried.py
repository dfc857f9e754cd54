"""Key figures of gemeenten that were merged away since: which of their buurten the region of today still holds.

Whether it does is told by the earlier boundaries (:mod:`geo.sources.cbs.earlier`); the figures are carried over when
``core.buurt`` is made, by the rules of :mod:`geo.area_change`.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd


def merged_away(areas: pd.DataFrame, gemeenten: Collection[str], changes: pd.DataFrame) -> pd.DataFrame:
    """The buurten of other gemeenten that lie in the region of today, by the earlier boundaries of their own year.

    Args:
        areas: area_code, area_kind, gemeentecode and year (Int64) of a table of key figures.
        gemeenten: CBS codes of the region.
        changes: from_code, to_code, from_year (Int64; missing: any year), share_of_from, as in ``intake.area_change``.

    Returns:
        Indexed as ``areas``, those rows only: ``to_gemeente``, the region's gemeente that most of the buurt lies in.
    """
    most = changes.sort_values("share_of_from", ascending=False, kind="stable")
    most = most.drop_duplicates(["from_code", "from_year"])
    others = areas[(areas["area_kind"] == "buurt") & ~areas["gemeentecode"].isin(list(gemeenten))]
    pairs = others.reset_index(names="place").merge(most, left_on="area_code", right_on="from_code")
    same = pairs["from_year"].isna() | (pairs["from_year"] == pairs["year"]).fillna(False)
    found = pairs[same.astype(bool)].drop_duplicates("place").set_index("place")
    return pd.DataFrame({"to_gemeente": "GM" + found["to_code"].astype("str").str[2:6]}, index=found.index)


def carried_warnings(taken: pd.DataFrame, carried: pd.Index, changes: pd.DataFrame) -> list[str]:
    """By year: how many buurten count for their successors, and what part of the inhabitants could not be matched.

    Args:
        taken: area_code, area_kind, year and inhabitants of all rows that are taken.
        carried: index of the rows of gemeenten that were merged away.
        changes: as for :func:`merged_away`.
    """
    told = []
    shares = changes.groupby("from_code")["share_of_from"].sum().clip(upper=1)
    for year, rows in taken[taken["area_kind"] == "buurt"].groupby("year", dropna=False):
        old = rows.index.intersection(carried)
        if old.empty:
            continue
        people = rows["inhabitants"].astype("float64")
        lost = people * (1 - rows["area_code"].map(shares).astype("float64").fillna(0.0))
        share = lost.sum() / people.sum() if people.sum() else 0.0
        of_year = "zonder jaar" if pd.isna(year) else "van " + str(year)
        told.append(
            f"Kerncijfers {of_year}: {len(old)} buurten van gemeenten die er niet meer zijn tellen mee bij de "
            f"buurten van nu waarin ze liggen, naar oppervlakte; {_percent(share)} van de inwoners is niet over te "
            "dragen."
        )
    return told


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")
