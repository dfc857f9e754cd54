"""What is known of a built network: a place in its main part, and whether it has ferries. Found once, kept beside it.

Streets that a clipping or a closed gate cut off are parts of their own. The main part is the one in which most of the
streets lie; a place in it is what everything else is held against.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from geo.travel_time.answers import Degrees, ask_nearest_m, ask_table, open_network
from geo.travel_time.model import StreetNetworkError
from geo.travel_time.streets import Streets

FILE = "network.json"
ON_STREET_M = 1.0
"""A sampled place within this of a street is on it."""


@dataclass(frozen=True)
class NetworkFacts:
    """A place in the main part (degrees), the share of the streets that lie in it (0 to 1), whether ferries sail."""

    longitude: float
    latitude: float
    main_share: float
    ferries: bool

    @property
    def main_place(self) -> Degrees:
        """The place in the main part, as the only one of a list."""
        return [(self.longitude, self.latitude)]


def find_facts(network: Path, streets: Streets) -> NetworkFacts:
    """The facts of a built network.

    ``streets``: what the extract holds. The place kept is one that has a way to and from most of the sampled others; a
    place in a small part, from which travel starts on another street, counts as not joined. Raises StreetNetworkError
    where no sampled place is on a street that the mode may use.
    """
    engine = open_network(network)
    places = [(float(longitude), float(latitude)) for longitude, latitude in streets.sample]
    street_m = ask_nearest_m(engine, places)
    places = [place for place, distance in zip(places, street_m, strict=True) if distance <= ON_STREET_M]
    if not places:
        raise StreetNetworkError("No street of the file may be used by this mode; take another extract.")
    answer = ask_table(engine, places, places, beside=places[:1])  # OSRM wants two places at least
    own = answer.start.distance_m <= ON_STREET_M
    there = np.isfinite(answer.duration_s) & own[:, None] & own[None, :]
    joined = (there & there.T).sum(axis=1)
    longitude, latitude = answer.start.place[np.argmax(joined)]
    return NetworkFacts(float(longitude), float(latitude), float(joined.max() / len(places)), streets.ferries)


def write_facts(network: Path, facts: NetworkFacts) -> None:
    """Keeps the facts in the network's folder."""
    (network / FILE).write_text(json.dumps(asdict(facts)), encoding="ascii")


def read_facts(network: Path) -> NetworkFacts:
    """The facts that were kept with a network; raises StreetNetworkError where their file is gone or broken."""
    try:
        return NetworkFacts(**json.loads((network / FILE).read_text(encoding="ascii")))
    except (OSError, ValueError, TypeError) as error:
        raise StreetNetworkError(
            f"The cached network {network} is not whole ({FILE}: {error}); remove that folder and run again."
        ) from error
