"""Which counts are withheld: those that are small or one supplier's, and others so that these cannot be derived.

Takes cells and what was published before; gives a reason for each cell. Frames and words are
:mod:`geo.disclosure.frames`'s affair. After Hundepool et al., Statistical Disclosure Control (2012), chapters 4 and 5:
primary suppression, then secondary suppression until an audit by linear programming finds every protected cell to lie
in an interval as wide as its protection (Fischetti & Salazar 2001 choose the cells by integer programming; here they
are taken one by one, the smallest of those that tell the most).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from geo.disclosure.attack import Attack
from geo.disclosure.cells import Cells, Floats, Statement

SMALL = "below_minimum"
DOMINATED = "dominated"
COMPLEMENTARY = "complementary"
DENOMINATOR = "denominator"

Reasons = NDArray[np.object_]


def alone(values: Floats, keys: NDArray[np.str_], areas: list[NDArray[np.str_]], primary: Reasons) -> Reasons:
    """Reasons of the smallest areas, with the smallest other count withheld wherever one would be withheld alone.

    Runs over the levels until none has exactly one: withholding a second one for the gemeente may leave a wijk with
    one. A total that is known from elsewhere then gives none away.

    Args:
        values: (atoms,), NaN where unknown.
        keys: (atoms,) decide between equals.
        areas: for each level the area of each atom.
        primary: (atoms,) reasons so far, empty where there is none.
    """
    reasons = primary.copy()
    known = ~np.isnan(values)
    changed = True
    while changed:
        changed = False
        for area in areas:
            for code in np.unique(area[reasons != ""]):
                inside = area == code
                if np.count_nonzero(reasons[inside] != "") != 1:
                    continue
                others = np.flatnonzero(inside & known & (reasons == ""))
                if len(others):
                    smallest = min(others, key=lambda row: (values[row], keys[row]))
                    reasons[smallest] = COMPLEMENTARY
                    changed = True
    return reasons


def protect(cells: Cells, reasons: Reasons, earlier: Sequence[Statement] = ()) -> Reasons:
    """Reasons of all cells, with as many withheld as it takes until no protected cell can be derived.

    Args:
        cells: the cells of this version.
        reasons: (cells,) reasons so far; cells with a protection and those that cannot be published need none here.
        earlier: what was published before of the same figure, oldest first.

    Returns:
        (cells,) a reason, or empty where the cell may be published.
    """
    reasons = reasons.copy()
    published = cells.can_publish & ~cells.sensitive & (reasons == "")
    nothing = Statement(cells, np.zeros(len(published), dtype=bool))
    # what earlier versions alone gave away (by milder rules) cannot be taken back
    settled = Attack([*earlier, nothing]).weak() if earlier else []
    now = Statement(cells, published)
    while True:
        attack = Attack([*earlier, now])
        weak = attack.weak(settled)
        if not weak:
            return reasons
        telling = attack.telling(*weak[0]) or list(np.flatnonzero(now.published))
        values = cells.values
        gone = min(telling, key=lambda cell: (cells.level[cell], values[cell], cells.names[cell]))
        reasons[gone] = COMPLEMENTARY
        now = now.without(gone)
