"""Facilities of Voorbeeldstad: the social map (with candidate sites for a hub) and those that only OpenStreetMap knows.

Here belongs what stands where; hubs themselves are in :mod:`geo.sample.supply`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

DUTCH = {
    "community_centre": "buurthuis",
    "pharmacy": "apotheek",
    "supermarket": "supermarkt",
    "doctors": "huisarts",
    "library": "bibliotheek",
    "nursing_home": "verzorgingshuis",
    "church": "kerk",
    "school": "school",
    "day_activity": "dagbesteding",
}

OSM_TAGS = {
    "community_centre": ("amenity", "community_centre"),
    "pharmacy": ("amenity", "pharmacy"),
    "supermarket": ("shop", "supermarket"),
    "doctors": ("amenity", "doctors"),
    "library": ("amenity", "library"),
    "hospital": ("amenity", "hospital"),
}

COLUMNS = ["facility_id", "name", "kind", "candidate", "storage_m2", "x_rd", "y_rd", "buurtcode", "wijkcode"]

WORDS: dict[str, tuple[str, ...]] = {
    "community_centre": (
        "De Schakel",
        "Het Baken",
        "Het Anker",
        "De Haard",
        "De Spil",
        "De Brug",
        "Het Klokhuis",
        "Ons Honk",
        "Het Trefpunt",
        "De Zonnewijzer",
        "De Wiek",
        "De Boomgaard",
        "De Bron",
        "De Kamer",
        "De Luifel",
        "Het Hek",
    ),
    "nursing_home": ("De Wilgenhof", "Avondrust", "Het Hofland", "De Boogerd", "Vorezicht", "De Meerpaal"),
    "church": ("Bronkerk", "Vredeskerk", "Opstandingskerk", "Dorpskerk", "Lichtkerk"),
    "school": ("De Regenboog", "De Springplank", "Het Kompas", "De Vlieger"),
    "day_activity": ("De Wending", "De Werkplaats", "Zonnedal", "De Tuinkamer"),
}
"""Names of facilities; kinds without names here are called after their street."""


@dataclass(frozen=True)
class Wanted:
    """How many facilities of a kind, how they are called, how many may house a hub and where they lie."""

    kind: str
    pattern: str
    count: int
    candidates: int
    storage: tuple[int, int]


PLACES = {"doctors": (1800, 2600), "day_activity": (24, 60), "community_centre": (60, 150)}
"""How many people a facility of a kind has place for, from and below: patients, or visitors a week."""

SOCIAL_MAP = (
    Wanted("community_centre", "Buurthuis {}", 13, 12, (12, 60)),
    Wanted("pharmacy", "Apotheek {}", 7, 0, (0, 0)),
    Wanted("supermarket", "Supermarkt {}", 8, 2, (15, 25)),
    Wanted("doctors", "Huisartsenpraktijk {}", 10, 0, (0, 0)),
    Wanted("library", "Bibliotheek {}", 4, 3, (10, 35)),
    Wanted("nursing_home", "Woonzorgcentrum {}", 6, 5, (20, 90)),
    Wanted("church", "{}", 5, 3, (25, 80)),
    Wanted("school", "Basisschool {}", 4, 0, (0, 0)),
    Wanted("day_activity", "Dagbesteding {}", 4, 1, (20, 40)),
)

OSM_ONLY = (
    Wanted("supermarket", "Buurtsuper {}", 7, 0, (0, 0)),
    Wanted("pharmacy", "Dorpsapotheek {}", 4, 0, (0, 0)),
    Wanted("doctors", "Gezondheidscentrum {}", 6, 0, (0, 0)),
    Wanted("library", "Leespunt {}", 2, 0, (0, 0)),
    Wanted("community_centre", "Wijkgebouw {}", 3, 0, (0, 0)),
)


def build_facilities(
    addresses: pd.DataFrame,
    wanted: Sequence[Wanted],
    rng: np.random.Generator,
    *,
    prefix: str,
    beside: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Facilities at address points, spread over the buurten where people live.

    Args:
        addresses: the address table, RD New.
        wanted: kinds and numbers.
        rng: random numbers.
        prefix: start of the ids.
        beside: facilities that exist already; new ones of a kind keep away from them.

    Returns:
        DataFrame with :data:`COLUMNS`; ``candidate`` says whether it may house a hub.
    """
    sizes = addresses.groupby("buurtcode").size()
    by_buurt = dict(list(addresses.groupby("buurtcode")))
    rows = []
    number = 0
    for want in wanted:
        known = [] if beside is None else beside.loc[beside["kind"] == want.kind, "buurtcode"].tolist()
        codes = _spread(addresses, sizes, want, rng, known)
        words = WORDS.get(want.kind, ()) if beside is None else ()
        chosen = set(rng.permutation(len(codes))[: want.candidates].tolist())
        for k, code in enumerate(codes):
            own = by_buurt[code]
            at = own.iloc[int(rng.integers(len(own)))]
            number += 1
            candidate = k in chosen
            name = want.pattern.format(words[k] if k < len(words) else at["street"])
            low, high = want.storage
            rows.append(
                (
                    f"{prefix}{number:03d}",
                    name,
                    want.kind,
                    candidate,
                    int(rng.integers(low, high + 1)) if candidate else None,
                    at["x_rd"],
                    at["y_rd"],
                    code,
                    at["wijkcode"],
                )
            )
    return pd.DataFrame(rows, columns=COLUMNS)


def _spread(
    addresses: pd.DataFrame, sizes: pd.Series, want: Wanted, rng: np.random.Generator, known: Sequence[str]
) -> list[str]:
    """Buurten for a kind: far from one another and from known ones, those with more people first."""
    codes = [str(c) for c in sizes.index if sizes[c] > 250 or c in known]
    middles = addresses.groupby("buurtcode")[["x_rd", "y_rd"]].mean().loc[codes].to_numpy()
    pull = np.minimum(sizes.loc[codes].to_numpy(), 1500) ** 0.3 * np.exp(rng.normal(0, 0.45, len(codes)))
    taken = [codes.index(c) for c in known if c in codes]
    start = len(taken)
    for _ in range(min(want.count, len(codes) - start)):
        away = np.full(len(codes), 3000.0)
        for t in taken:
            away = np.minimum(away, np.hypot(*(middles - middles[t]).T))
        score = pull * away
        score[taken] = -1.0
        taken.append(int(score.argmax()))
    return [codes[t] for t in taken[start:]]


def buildings(frame: pd.DataFrame, rng: np.random.Generator) -> dict[str, list[object]]:
    """What the building of each candidate is like, by column of voorzieningen.csv; blank for other facilities.

    Larger buildings cost more and take more deliveries; one in twelve has not said whether a truck can unload.
    """
    chosen = frame["candidate"].to_numpy(dtype=bool)
    room = frame["storage_m2"].fillna(0).to_numpy(dtype=float)
    size = len(frame)
    known, unload, charge, team, helped = (rng.random(size) < part for part in (11 / 12, 0.75, 0.6, 0.3, 0.55))
    hours, spare = rng.choice([20, 30, 40, 50, 60], size), rng.choice([0, 0, 4, 8, 12], size)
    rent = 100 * np.round((3600 + 130 * room + rng.normal(0, 900, size)) / 100)

    def of_candidates(values: Sequence[object]) -> list[object]:
        return [value if own else None for value, own in zip(values, chosen, strict=True)]

    def yes_no(flags: np.ndarray) -> list[object]:
        return ["ja" if flag else "nee" for flag in flags]

    return {
        "capaciteit_per_dag": of_candidates([int(value) for value in 10 * np.round(3 + room / 10)]),
        "bevoorrading": of_candidates(
            [word if told else None for word, told in zip(yes_no(unload), known, strict=True)]
        ),
        "laadpunt": of_candidates(yes_no(charge)),
        "open_uren_per_week": of_candidates([int(value) for value in hours]),
        "huur_per_jaar": of_candidates([max(0, int(value)) for value in rent]),
        "sociaal_team": of_candidates(yes_no(team)),
        "vrijwilligers": of_candidates(yes_no(helped)),
        "vrije_conciergeuren": of_candidates([int(value) for value in spare]),
    }
