"""The buurtbeeld: what there is to know of every buurt and wijk, beside its gemeente and the country, as a long table.

- :mod:`geo.buurtbeeld.figures`: which figures, in which order, and what a reader must know of each.
- :mod:`geo.buurtbeeld.build`: all of them for all areas at once.
- :mod:`geo.buurtbeeld.history`: deliveries before and after a hub opened, and the trend.

The page that shows it is made in :mod:`maps`; estimates and coverage come from their own rooms.
"""

from geo.buurtbeeld.build import BuurtbeeldError, Inputs, buurtbeeld
from geo.buurtbeeld.figures import FIGURES, Figure

__all__ = ["FIGURES", "BuurtbeeldError", "Figure", "Inputs", "buurtbeeld"]
