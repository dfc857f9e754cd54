"""The retention periods: a value, the shipped YAML behind it, and a workspace's own lines over that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from geo.workspace import Region
from geo.yaml_keys import Keys, WorkspaceError, a_line, read_yaml, whole_number

SHIPPED = Path(__file__).parent / "periods.yaml"
OWN = "bewaartermijnen.yaml"
"""Name of the file in a workspace that replaces single periods."""

NAMES = (
    "deliveries", "visits", "orders", "goods", "trips", "routes", "route_sheets", "rounds", "earlier_versions",
    "refused_cells", "access_log",
)  # fmt: skip

SHARED = {"access_log"}
"""What no region decides for the others: the log of who looked in the vault names no region."""

WINDOW = 12
"""Months that marts look back on: what they count by person may not be shorter."""

COUNTED = ("deliveries", "visits")
AT_MOST = {"goods": ("deliveries", "orders")}
"""What says more of a person than the rows it hangs on is not kept longer than those."""


@dataclass(frozen=True)
class Periods:
    """How long what is kept, in whole months, and why."""

    months: Mapping[str, int]
    reasons: Mapping[str, str]

    def before(self, name: str, today: dt.date) -> dt.date:
        """The first day that stays, the first of a month; what is older goes."""
        whole = today.year * 12 + today.month - 1 - self.months[name]
        return dt.date(whole // 12, whole % 12 + 1, 1)


def load_periods(workspace: Path | None = None) -> Periods:
    """The shipped periods, with those of ``workspace``'s ``bewaartermijnen.yaml`` over them where it has one.

    Raises:
        WorkspaceError: an unknown period, one without a reason, one that is not the region's to say, or one that does
            not go with another.
    """
    months, reasons = _read(SHIPPED, NAMES)
    where = SHIPPED
    own = workspace / OWN if workspace is not None else None
    if own is not None and own.is_file():
        where = own
        told, why = _read(own, ())
        if SHARED & told.keys():
            raise WorkspaceError(f"{own}: access_log holds for all regions of the database; take its lines out.")
        months, reasons = months | told, reasons | why
    if len({months[name] for name in COUNTED}) > 1:
        raise WorkspaceError(f"{where}: deliveries and visits are counted together; give them the same months.")
    if months["deliveries"] <= WINDOW:
        raise WorkspaceError(
            f"{where}: deliveries.months must be more than {WINDOW}: the figures count people over twelve months."
        )
    for name, others in AT_MOST.items():
        if months[name] > min(months[other] for other in others):
            raise WorkspaceError(f"{where}: {name} may not be kept longer than {' and '.join(others)}.")
    return Periods(months, reasons)


def today_of(region: Region) -> dt.date:
    """The day from which periods count back: today where the region is; of a fictional region its service date."""
    return region.service_date if region.fictional else dt.datetime.now(ZoneInfo(region.timezone)).date()


def _read(path: Path, needed: tuple[str, ...]) -> tuple[dict[str, int], dict[str, str]]:
    content = read_yaml(path)
    keys = Keys(content, str(path))
    months, reasons = {}, {}
    for name in NAMES:
        if name not in content and name not in needed:
            keys.take(name, a_line, "")  # known, and left as it is
            continue
        of_name = keys.nested(name)
        months[name] = of_name.take("months", whole_number(1, 240))
        reasons[name] = of_name.take("reason", a_line)
        of_name.refuse_rest()
    keys.refuse_rest()
    return months, reasons
