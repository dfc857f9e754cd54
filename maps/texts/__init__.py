"""Every Dutch sentence that a page shows, with its English beside it: a module a page. No HTML and no figures here."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from typing import Any

from maps.texts import (
    access,
    bundling,
    buurtbeeld,
    change,
    comparison,
    dashboard,
    data_quality,
    decision,
    delivery_days,
    forecast,
    frame,
    hub_choice,
    hubs,
    impact,
    index,
    indicators,
    need,
    reach,
    routes,
    service_areas,
    share,
    vans,
    what_if,
    wijk,
    words,
)

MODULES = (
    frame, words, index, wijk, need, buurtbeeld, hubs, hub_choice, comparison, reach, service_areas, access, change,
    routes, forecast, bundling, delivery_days, vans, impact, dashboard, data_quality, share, indicators, decision,
    what_if
)  # fmt: skip

TEXTS: Mapping[str, tuple[str, str]] = ChainMap(*(dict(module.TEXTS) for module in MODULES))


class UnknownTextError(KeyError):
    """A page asks for a text that is not in the table."""


def text(key: str, language: str = "nl", **values: Any) -> str:
    """The text of a key in Dutch (``nl``) or English (``en``), with its values filled in."""
    if key not in TEXTS:
        raise UnknownTextError(f"There is no text '{key}'; add it to a module of maps/texts in Dutch and English.")
    template = TEXTS[key][0 if language == "nl" else 1]
    return template.format(**values) if values else template


def word(group: str, value: Any) -> str:
    """The Dutch word for a code of the data, such as ``word('mode', 'foot')``; an unknown code is shown as it is."""
    key = f"{group}.{value}"
    return TEXTS[key][0] if key in TEXTS else str(value)
