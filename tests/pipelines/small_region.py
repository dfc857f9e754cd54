"""A workspace of four square buurten, written by hand: its sources land in seconds. Nothing of it is measured."""

from __future__ import annotations

import json
from pathlib import Path

REGION = """\
region: kleindorp
name: Kleindorp
fictional: true
gemeenten: [GM9002]
service_date: 2026-02-03
files:
  buurt: data/buurten.geojson
  hub: data/hubs.csv
  supplier: data/leveranciers.csv
  depot: data/depots.csv
  delivery: data/leveringen.csv
  visit: data/bezoeken.csv
  concierge: data/concierges.csv
"""
HUBS = """\
hub_id;naam;geopend_op;gesloten_op;opgevolgd_door;capaciteit_per_dag;opslag_m2;bedient_wijken;x_rd;y_rd
H1;Het Lokaal;2025-01-06;;;40;25;WK900201,WK900202;207500;474500
"""
SUPPLIERS = """\
leverancier_id;naam;soort;bezorgdagen;voorraad_op_hub;voertuig
L1;Apotheek De Brug;apotheek;ma,di,wo,do,vr;nee;bestelbus
"""
DEPOTS = """\
depot_id;leverancier_id;naam;x_rd;y_rd
D1;L1;Apotheek De Brug;207100;474100
"""
CONCIERGES = """\
concierge;naam;hub_id;werkdagen;van;tot;voertuig_id
C1;Anna;H1;ma,di,wo,do,vr;09:00;17:00;
"""
DELIVERY = "levering_id;datum;leverancier_id;hub_id;concierge;naam;straat;huisnummer;postcode;plaats;x_rd;y_rd;goederensoort;koel;spoed;installatie;contact;minuten_contact;trede"
VISIT = "bezoek_id;datum;hub_id;concierge;naam;straat;huisnummer;postcode;plaats;x_rd;y_rd;reden;minuten_contact;trede"
WEST, SOUTH, STEP = 6.14, 52.24, 0.01


def write_region(root: Path) -> Path:
    """Writes the workspace into an empty folder and returns it."""
    (root / "data").mkdir(parents=True)
    texts = {
        "region.yaml": REGION,
        "data/buurten.geojson": json.dumps(buurten()),
        "data/hubs.csv": HUBS,
        "data/leveranciers.csv": SUPPLIERS,
        "data/depots.csv": DEPOTS,
        "data/concierges.csv": CONCIERGES,
        "data/leveringen.csv": deliveries(12),
        "data/bezoeken.csv": visits(5),
    }
    for name, text in texts.items():
        (root / name).write_text(text, encoding="utf-8")
    return root


def deliveries(count: int) -> str:
    """``count`` deliveries to as many addresses."""
    rows = [
        f"B{n};2026-02-03;L1;H1;C1;Bewoner {n};Dorpsstraat;{n};9021 AB;Kleindorp;{207000 + n % 900};{474000 + n % 900}"
        ";medicijnen;nee;nee;nee;ja;8;1"
        for n in range(1, count + 1)
    ]
    return "\n".join([DELIVERY, *rows]) + "\n"


def visits(count: int) -> str:
    """``count`` visits without goods."""
    rows = [
        f"V{n};2026-02-03;H1;C1;Bewoner {n};Dorpsstraat;{n};9021 AB;Kleindorp;{207000 + n % 900};{474000 + n % 900};praatje;20;2"
        for n in range(1, count + 1)
    ]
    return "\n".join([VISIT, *rows]) + "\n"


def buurten() -> dict:
    """Two wijken of two square buurten under PDOK's names, in WGS 84."""
    features = []
    for number in range(4):
        x, y = WEST + STEP * (number % 2), SOUTH + STEP * (number // 2)
        ring = [[x, y], [x + STEP, y], [x + STEP, y + STEP], [x, y + STEP], [x, y]]
        wijk = f"9002{number // 2 + 1:02}"
        properties = {
            "buurtcode": f"BU{wijk}{number % 2 + 1:02}",
            "buurtnaam": f"Buurt {number + 1}",
            "wijkcode": f"WK{wijk}",
            "wijknaam": f"Wijk {number // 2 + 1}",
            "gemeentecode": "GM9002",
            "gemeentenaam": "Kleindorp",
            "water": "NEE",
            "jaar": 2024,
            "aantal_inwoners": 500 + 10 * number,
            "personen_65_jaar_en_ouder": 100 + 5 * number,
            "aantal_huishoudens": 250,
        }
        features.append(
            {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        )
    return {"type": "FeatureCollection", "features": features}
