"""A round that a route sheet exported becomes deliveries, visits and records; who was not home becomes neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from geo.db.models import table
from geo.sources.landed import Read, SourceError
from geo.sources.rounds import read_round
from routing.sheet_page import ROUND_COLUMNS

KEY = b"a key of the tests, long enough"
ORDER = {"bestelling_id": "O1", "datum": "2026-02-03", "leverancier_id": "L1", "hub_id": "H1", "concierge": "BC1",
         "soort": "levering", "straat": "Laan", "huisnummer": "1", "postcode": "1234AB", "plaats": "Dorp", "x_rd": "207000.0",
         "y_rd": "474000.0", "goederensoort": "maaltijden", "koel": "ja", "spoed": "nee", "handtekening": "nee", "retour": "nee",
         "volume_l": "12", "uitkomst": "geleverd", "contact": "ja", "minuten_contact": "11", "trede": "3", "tijd": "10:05"}  # fmt: skip
VISIT = ORDER | {"bestelling_id": "O2", "leverancier_id": "", "soort": "overdracht", "goederensoort": "", "volume_l": "",
                 "huisnummer": "2", "uitkomst": "bezocht"}  # fmt: skip


def read(tmp_path: Path, *rows: dict[str, str]) -> Read:
    path = tmp_path / "ronde.csv"
    lines = [
        ";".join(f'"{cell}"' for cell in cells)
        for cells in (ROUND_COLUMNS, *([row[n] for n in ROUND_COLUMNS] for row in rows))
    ]
    path.write_bytes(("\ufeff" + "\r\n".join(lines) + "\r\n").encode())
    return read_round(path, "data/rondes/ronde.csv", "dorp", KEY, None)


def test_what_was_brought_is_a_delivery_and_who_was_visited_a_visit(tmp_path: Path) -> None:
    made = read(tmp_path, ORDER, VISIT)
    (delivery,) = made.frames["intake.delivery"].to_dict("records")
    assert (delivery["delivery_id"], delivery["contact"], delivery["contact_minutes"], delivery["ladder_step"]) == (
        "O1",
        True,
        11,
        3,
    )
    (visit,) = made.frames["intake.visit"].to_dict("records")
    assert (visit["visit_id"], visit["reason"]) == ("O2", "handover")
    assert made.frames["vault.goods"]["line_id"].tolist() == ["O1"]
    assert made.frames["vault.goods"]["line_kind"].tolist() == ["delivery"]
    assert len(made.frames["vault.resident"]) == 2
    assert made.frames["intake.round_stop"]["outcome"].tolist() == ["delivered", "visited"]
    assert made.frames["intake.round_stop"]["recorded_s"].tolist() == [36300, 36300]


def test_who_was_not_home_is_a_record_and_no_delivery(tmp_path: Path) -> None:
    away = {"uitkomst": "niet thuis", "contact": "nee", "minuten_contact": "", "trede": ""}
    made = read(tmp_path, ORDER | away, VISIT | away)
    assert made.frames["intake.delivery"].empty
    assert made.frames["intake.visit"].empty
    assert made.frames["vault.goods"].empty
    assert made.frames["intake.round_stop"]["outcome"].tolist() == ["not_home", "not_home"]


def test_frames_have_the_columns_of_their_tables(tmp_path: Path) -> None:
    for name, frame in read(tmp_path, ORDER, VISIT).frames.items():
        there = {column.name for column in table(name).columns} - {"region", "load_id"}
        assert set(frame.columns) <= there, name
        assert {column.name for column in table(name).columns if not column.nullable} - {"region", "load_id"} <= set(
            frame.columns
        )


def test_a_made_up_outcome_is_refused_and_names_nobody(tmp_path: Path) -> None:
    rows = [ORDER | {"bestelling_id": f"O{number}"} for number in range(9)]
    made = read(tmp_path, *rows, ORDER | {"bestelling_id": "X", "uitkomst": "opgegeten"})
    assert made.rejects["column_name"].tolist() == ["uitkomst"]
    assert "Laan" not in made.rejects.to_csv()
    with pytest.raises(SourceError):
        read(tmp_path, ORDER | {"uitkomst": "opgegeten"})
