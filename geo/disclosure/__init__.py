"""What others may see: minimum counts, dominance, secondary suppression, rounding, and what earlier versions gave away.

Here: the one place where figures are made fit to leave the organisation. Not here: which tables are shared and who may
read them (:mod:`geo.db.share`), and whether the figures are right. :mod:`~geo.disclosure.rules` is what a privacy
officer reads and sets; :mod:`~geo.disclosure.frames` takes a frame of buurten and gives what may be shown;
:mod:`~geo.disclosure.areas` does that for areas that overlap; :mod:`~geo.disclosure.protect` decides what is withheld
and :mod:`~geo.disclosure.attack` tries to undo it.
"""

from geo.disclosure.areas import AreaProblem, disclose_areas
from geo.disclosure.frames import Disclosed, DisclosureError, disclose, disclose_release, outside_report
from geo.disclosure.geometry import refuse_addresses
from geo.disclosure.protect import COMPLEMENTARY, DENOMINATOR, DOMINATED, SMALL
from geo.disclosure.rules import DisclosureRules, load_rules

__all__ = [
    "COMPLEMENTARY",
    "DENOMINATOR",
    "DOMINATED",
    "SMALL",
    "AreaProblem",
    "Disclosed",
    "DisclosureError",
    "DisclosureRules",
    "disclose",
    "disclose_areas",
    "disclose_release",
    "load_rules",
    "outside_report",
    "refuse_addresses",
]
