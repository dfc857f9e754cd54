"""Which wijk next: criteria on fixed scales, places and how sure they are, the order of opening, the cost.

- :mod:`geo.ranking.criteria`: the figures behind the criteria, by wijk or buurt, expected and in every draw.
- :mod:`geo.ranking.rank`: scores, places, probabilities; and, apart, how places move when the weights move.
- :mod:`geo.ranking.sequence`: in which order to open, when each choice changes what the next one adds.
- :mod:`geo.ranking.cost`: what a wijk asks and costs.
- :mod:`geo.ranking.surroundings`: what the criteria need, from core tables; :mod:`geo.ranking.advice`: all at once.
- :mod:`geo.ranking.texts`: the Dutch sentences that say why.

Names, scales and default weights of the criteria: :mod:`geo.criteria`. The estimate itself: :mod:`geo.frailty`. Where
in a wijk a hub could be: :mod:`geo.hub_location`.
"""

from geo.criteria import CRITERIA, DEFAULT_WEIGHTS, WeightError, checked_weights
from geo.ranking.advice import advice_of
from geo.ranking.cost import candidate_costs, candidate_months, cost_per_resident
from geo.ranking.criteria import RankingError, Surroundings, area_criteria, buurt_table
from geo.ranking.rank import Ranking, rank_areas, rank_buurten, rank_wijken
from geo.ranking.sequence import SequenceProblem, sequence_problem, sequence_wijken
from geo.ranking.surroundings import nearest_seconds, surroundings_of

__all__ = [
    "CRITERIA",
    "DEFAULT_WEIGHTS",
    "Ranking",
    "RankingError",
    "SequenceProblem",
    "Surroundings",
    "WeightError",
    "advice_of",
    "area_criteria",
    "buurt_table",
    "candidate_costs",
    "candidate_months",
    "checked_weights",
    "cost_per_resident",
    "nearest_seconds",
    "rank_areas",
    "rank_buurten",
    "rank_wijken",
    "sequence_problem",
    "sequence_wijken",
    "surroundings_of",
]
