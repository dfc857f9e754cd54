"""The Dutch sentences of the ranking: why an area stands where it stands, and how sure that is. Nothing is computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.criteria import CRITERIA

if TYPE_CHECKING:
    from geo.ranking.criteria import AreaCriteria, Floats

NOUN = {"wijk": "deze wijk", "buurt": "deze buurt"}


def reasons(rows: pd.DataFrame, found: AreaCriteria, shares: Floats, kind: str) -> list[str]:
    """A text of three sentences by area: its figures, what weighs most, how sure its place is.

    Args:
        rows: columns of planning.wijk_ranking but for the reason, in the order of ``found``.
        found: the criteria; shares: weights adding up to 1; kind: ``wijk`` or ``buurt``.
    """
    titles = [each.title_nl for each in CRITERIA.values()]
    heavy = np.argsort(-(found.scores * shares), axis=1, kind="stable")[:, :2]
    noun, texts = NOUN[kind], []
    columns = rows.assign(low=found.table["low"], high=found.table["high"], in_view=found.table["in_view"])
    for row, (first, second) in zip(columns.to_dict("records"), heavy, strict=True):
        hub = _hub(row["nearest_hub_s"], noun)
        rate = "" if np.isnan(row["frail_per_100"]) else f", {decimal(row['frail_per_100'])} op de 100 inwoners"
        also = f" en {titles[second]}" if shares[second] > 0 else ""
        texts.append(
            f"Naar verwachting {_people(row['expected_frail'])} thuis "
            f"({dutch(row['low'])} tot {dutch(row['high'])}){rate}, {dutch(row['frail_per_km2'])} per km²; "
            f"{dutch(row['in_view'])} adressen zijn in beeld ({dutch(100 * row['known_share'])} %) en {hub}. "
            f"Het zwaarst telt hier: {titles[first]}{also}. "
            f"Bij deze gewichten staat {noun} in {dutch(100 * row['top_k_probability'])} % van de doorrekeningen "
            f"{_first(row['top_k'])}; {_moves(row)}."
        )
    return texts


def _people(number: float) -> str:
    one = round(number) == 1
    return "woont hier 1 kwetsbare oudere" if one else f"wonen hier {dutch(number)} kwetsbare ouderen"


def _hub(seconds: float, noun: str) -> str:
    if np.isnan(seconds):
        return f"geen wijkservicecentrum bereikt {noun}"
    minutes = round(seconds / 60)
    unit = "minuut" if minutes == 1 else "minuten"
    return f"het dichtstbijzijnde wijkservicecentrum ligt op gemiddeld {minutes} {unit}"


def _first(top: int) -> str:
    return "op de eerste plaats" if top == 1 else f"bij de eerste {top}"


def _moves(row: Mapping[Any, Any]) -> str:
    low, high = row["value_rank_low"], row["value_rank_high"]
    swing = row["swing_criterion"]
    if low == high:
        return f"met andere gewichten blijft de plaats {low}"
    because = f", het meest door: {CRITERIA[swing].title_nl}" if isinstance(swing, str) else ""
    return f"met andere gewichten schuift de plaats tussen {low} en {high}{because}"


def step_reason(step: int, added: float, alone: float, *, lead: bool, village: bool) -> str:
    """Why a wijk is this step of the order of opening."""
    text = (
        f"Stap {step}: brengt {dutch(added)} kwetsbare ouderen binnen bereik die nog niet in beeld zijn "
        "(gewogen naar hoe hun wijk scoort)"
    )
    if alone - added >= 1:
        text += f"; als eerste stap waren dat er {dutch(alone)}, want een deel ligt dicht bij eerdere keuzes"
    text += "."
    if lead:
        text += " Er is een kartrekker."
    if village:
        text += " Het is een dorp of buitengebied."
    return text


def dutch(value: float) -> str:
    """A whole number as Dutch writes it."""
    return f"{round(value):,}".replace(",", ".")


def decimal(value: float) -> str:
    """A number with one decimal as Dutch writes it."""
    return f"{value:.1f}".replace(".", ",")
