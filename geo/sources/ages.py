"""Labels of age in published tables, and the sums that stand among the single years of age.

A table by age may hold, as rows like any other, ten-year groups, a class "95 jaar of ouder" beside 95 to 105, and a
grand total. Loaded as they come, people would count twice. Sums are compared with their parts here and taken out; in
one published workbook the class even passes for a second row of age 95. Which file it is is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from geo.sources.cbs.vocabulary import plain

OLDEST = 120
"""Highest age in years that a label may name."""
KEY = ["area", "sex", "year"]
LONGEST_LABEL = 100

_TOTALS = frozenset({"totaal", "eindtotaal", "totaalleeftijd", "totaalleeftijden"})


@dataclass(frozen=True)
class SingleYears:
    """The rows of single years; the row numbers of ages that stand there twice; Dutch warnings on sums."""

    rows: pd.DataFrame
    doubles: pd.Series
    warnings: tuple[str, ...]


def is_total(label: object) -> bool:
    """Whether a label says that its figures are a total."""
    return plain(str(label)[:LONGEST_LABEL]) in _TOTALS


def age_labels(labels: pd.Series) -> tuple[pd.Series, pd.Series]:
    """What labels of age mean.

    Args:
        labels: text, missing where blank.

    Returns:
        What each is (``year``, ``open``, ``group``, ``total`` or ``broken``), and Int64: the age in years of a year,
        the youngest of an open class.
    """
    kinds: dict[str, str] = {}
    ages: dict[str, int] = {}
    for label in labels.dropna().unique():
        text = " ".join(str(label)[: LONGEST_LABEL + 1].casefold().split())
        year = re.fullmatch(r"([0-9]{1,3})(?:[.,]0)?(?: jaar)?", text)
        above = re.fullmatch(r"([0-9]{1,3}) ?(?:\+|jaar (?:of|en) ouder)", text)
        found = year or above
        if found and int(found[1]) <= OLDEST:
            kinds[label], ages[label] = ("year" if year else "open"), int(found[1])
        elif is_total(text):
            kinds[label] = "total"
        elif re.fullmatch(r"[0-9]{1,3} (?:tot|tot en met|t/m) [0-9]{1,3}(?: jaar)?", text):
            kinds[label] = "group"
    return labels.map(kinds).fillna("broken").astype("str"), labels.map(ages).astype("Int64")


def in_group(ages: pd.Series, groups: pd.Series) -> pd.Series:
    """Whether ages lie in groups such as ``0-9`` or ``90+``; an unknown group holds nothing."""
    parts = groups.str.extract(r"^\s*([0-9]{1,3})\s*(?:-\s*([0-9]{1,3})|(\+))\s*$")
    low, high = parts[0].astype("Int64"), parts[1].astype("Int64").where(parts[2].isna(), OLDEST)
    return ((ages >= low) & (ages <= high)).fillna(False).astype(bool)


def single_years(rows: pd.DataFrame) -> SingleYears:
    """The rows of single years of age; sums are compared with them and left out.

    Args:
        rows: area, sex (missing: both together), year, kind and age as of :func:`age_labels`, count (Int64) and
            row_number. Of several open classes the oldest counts as a year where no older year stands beside it.

    Returns:
        Rows with the columns of ``rows``. Of an age that stands twice for one area neither row is kept.
    """
    plainly = rows.assign(sex=rows["sex"].fillna(""))
    marked, hidden = _unmasked(plainly)
    years = marked[marked["kind"] == "year"]
    twice = years.duplicated([*KEY, "age"], keep=False)
    kept, sums = _with_top(years[~twice], marked[marked["kind"].isin(["open", "total"])])
    parted = _compared(kept, sums)
    groups = int((marked["kind"] == "group").sum())
    warnings = []
    if len(sums) or groups:
        warnings.append(
            f"{len(sums) + groups} rijen zijn sommen van losse leeftijden (samen {int(sums['count'].sum())}, zonder "
            "leeftijdsgroepen) en niet geladen."
        )
    if len(hidden):
        listed = ", ".join(str(age) for age in sorted(hidden["age"].unique()))
        warnings.append(
            f"{len(hidden)} daarvan staan er als leeftijd {listed}, maar zijn die leeftijd met alle oudere samen "
            f"({int(hidden['count'].sum())} personen)."
        )
    if parted:
        warnings.append(f"{parted} sommen in het bestand zijn niet de som van hun leeftijden.")
    apart = _sexes_apart(kept)
    if apart:
        warnings.append(f"In {apart} rijen zijn mannen en vrouwen niet samen het totaal van beide.")
    restored = kept.assign(sex=kept["sex"].where(kept["sex"] != "").astype("str"))
    return SingleYears(restored, years.loc[twice, "row_number"], tuple(warnings))


def _unmasked(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Of two rows of one age, the one that is the other with all older ages becomes an open class; and those rows."""
    years = rows[(rows["kind"] == "year") & rows["count"].notna()]
    size = years.groupby([*KEY, "age"])["count"].transform("size")
    pairs, single = years[size == 2], years[size == 1]
    beside = pairs.reset_index(names="place").merge(single[[*KEY, "age", "count"]], on=KEY, suffixes=("", "_older"))
    older = beside[beside["age_older"] > beside["age"]].groupby("place")["count_older"].sum()
    other = pairs.groupby([*KEY, "age"])["count"].transform("sum") - pairs["count"]
    fits = pairs[pairs["count"] == other + older.reindex(pairs.index).fillna(0)]
    hidden = fits[~fits.duplicated([*KEY, "age"], keep="first")]
    return rows.assign(kind=rows["kind"].where(~rows.index.isin(hidden.index), "open")), hidden


def _with_top(years: pd.DataFrame, sums: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The years with, of each area, the open class that nothing older stands beside; and the sums that are left."""
    oldest = years.groupby(KEY)["age"].max().rename("oldest").reset_index()
    opens = sums[sums["kind"] == "open"].reset_index(names="place").merge(oldest, on=KEY, how="left")
    top = opens[(opens["age"] > opens["oldest"]).fillna(True)]
    top = top[top["age"] == top.groupby(KEY)["age"].transform("max")]
    chosen = sums.index.isin(top["place"])
    return pd.concat([years, sums[chosen]], ignore_index=True), sums[~chosen]


def _compared(kept: pd.DataFrame, sums: pd.DataFrame) -> int:
    """How many sums are not the sum of the kept ages; where a part is suppressed nothing can be said."""
    asked = sums[sums["count"].notna()].reset_index(names="place")
    asked = asked.assign(low=asked["age"].where(asked["kind"] == "open", 0))[["place", "low", "count", *KEY]]
    beside = asked.merge(kept[[*KEY, "age", "count"]], on=KEY, suffixes=("", "_part"))
    parts = beside[beside["age"] >= beside["low"]]
    unknown = parts.loc[parts["count_part"].isna(), "place"]
    summed = parts[~parts["place"].isin(unknown)].groupby("place").agg({"count_part": "sum", "count": "first"})
    return int((summed["count_part"] != summed["count"]).sum())


def _sexes_apart(kept: pd.DataFrame) -> int:
    wide = kept.pivot_table(index=["area", "year", "age"], columns="sex", values="count", aggfunc="first")
    if not {"", "male", "female"} <= set(wide.columns):
        return 0
    known = wide[["", "male", "female"]].dropna()
    return int((known[""] != known["male"] + known["female"]).sum())
