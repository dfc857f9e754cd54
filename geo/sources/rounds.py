"""Rounds that route sheets recorded: what was brought becomes a delivery, who was visited a visit, all of it a record.

The file is an own file like others (:func:`geo.sources.fields.round_file`), read with the same care; only what its
outcomes mean is decided here. The sheet that writes it is in :mod:`routing.sheet_page`.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from geo.sources.addresses import AddressBook
from geo.sources.fields import round_file
from geo.sources.landed import Read
from geo.sources.own import read_own

BROUGHT = ("delivered", "letterbox")
REASONS = {"visit": "chat", "handover": "handover", "job": "job"}
"""Why there was a visit, by the kind of stop."""

DELIVERY = ("row_number", "service_date", "supplier_id", "hub_id", "concierge_key", "resident_key", "contact",
            "contact_minutes", "ladder_step")  # fmt: skip
VISIT = ("row_number", "service_date", "hub_id", "concierge_key", "resident_key", "contact_minutes", "ladder_step")


def read_round(path: Path, file_name: str, region_key: str, key: bytes, addresses: AddressBook | None) -> Read:
    """Reads a round: as :func:`geo.sources.own.read_own`, with frames of what it means.

    Returns:
        ``intake.round_stop`` with every record; ``intake.delivery`` with what was brought, under the order's own id, so
        that the same delivery in a register counts once; ``intake.visit`` with visits, handovers and small jobs that
        were done; ``vault.resident``, and ``vault.goods`` of what was brought. Who was not home gets neither.
    """
    read = read_own(path, file_name, round_file(), region_key, key, addresses)
    stops = read.frames["intake.round_stop"]
    brought = stops[(stops["kind"] == "delivery") & stops["outcome"].isin(BROUGHT) & stops["supplier_id"].notna()]
    visited = stops[stops["kind"].isin(list(REASONS)) & (stops["outcome"] == "visited")]
    goods = read.frames["vault.goods"]
    frames = read.frames | {
        "intake.delivery": brought[[*DELIVERY]].assign(delivery_id=brought["order_id"]).reset_index(drop=True),
        "intake.visit": visited[[*VISIT]]
        .assign(visit_id=visited["order_id"], reason=visited["kind"].map(REASONS).astype("str"))
        .reset_index(drop=True),
        "vault.goods": pd.DataFrame(goods[goods["line_id"].isin(brought["order_id"])]).reset_index(drop=True),
    }
    return Read(frames, read.rejects, read.warnings, read.period)
