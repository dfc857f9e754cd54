"""From a scenario and frames of a region to the choice of hubs with its proof, and on to rows of planning.

- :mod:`geo.hub_choice.sites`: which sites there are, and what is known of each.
- :mod:`geo.hub_choice.asked`: what a scenario's wishes mean as a location problem.
- :mod:`geo.hub_choice.around`: what happens without a site or a wish, and which sites are as good.
- :mod:`geo.hub_choice.effort`: hours, fte and euro a year of the hubs.
- :mod:`geo.hub_choice.answer`: all of it together; :mod:`geo.hub_choice.rows`: as rows of planning.
- :mod:`geo.hub_choice.compare`: two scenarios side by side.

The mathematics are in :mod:`geo.hub_location`; who belongs to which hub afterwards is in :mod:`geo.catchment`.
"""

from geo.hub_choice.answer import HubChoice, choose_hubs
from geo.hub_choice.asked import HubChoiceError
from geo.hub_choice.sites import CANDIDATE, EXISTING, candidate_sites

__all__ = ["CANDIDATE", "EXISTING", "HubChoice", "HubChoiceError", "candidate_sites", "choose_hubs"]
