"""How many frail people live where, with the uncertainty shown: a small-area estimate by simulation.

- :mod:`geo.frailty.rates`: the named sets of rates, shipped and of the workspace.
- :mod:`geo.frailty.figures`: the inputs by buurt, what was missing and what was put in its place.
- :mod:`geo.frailty.evidence`: what RIVM, CBS and Vektis say of a buurt against its gemeente.
- :mod:`geo.frailty.aged`: 65+ by draw, adding up to the gemeente; growth to a later year.
- :mod:`geo.frailty.vulnerable`: the second group, residents of any age.
- :mod:`geo.frailty.estimate`: all of it together; :mod:`geo.frailty.totals`: sums and stored draws.
- :mod:`geo.frailty.scenario`: what a scenario asks for. :mod:`geo.frailty.addresses`: spread over addresses.

Not here: who is known or served (:mod:`geo.coverage`), which wijk comes first (:mod:`geo.ranking`).
"""

from geo.frailty.addresses import spread_draw, spread_over_addresses
from geo.frailty.aged import Growth, growth_to
from geo.frailty.estimate import FrailtyEstimate, estimate_frailty
from geo.frailty.evidence import Evidence
from geo.frailty.figures import FrailtyError
from geo.frailty.rates import BOTH, GROUPS, HOME, INSTITUTION, RATE_SETS, VULNERABLE, RateSet, rate_sets
from geo.frailty.scenario import estimate_for
from geo.frailty.totals import all_totals, draw_rows, estimate_from, frailty_totals, sum_rows

__all__ = [
    "BOTH",
    "GROUPS",
    "HOME",
    "INSTITUTION",
    "RATE_SETS",
    "VULNERABLE",
    "Evidence",
    "FrailtyError",
    "FrailtyEstimate",
    "Growth",
    "RateSet",
    "all_totals",
    "draw_rows",
    "estimate_for",
    "estimate_frailty",
    "estimate_from",
    "frailty_totals",
    "growth_to",
    "rate_sets",
    "spread_draw",
    "spread_over_addresses",
    "sum_rows",
]
