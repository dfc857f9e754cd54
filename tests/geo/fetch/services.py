"""The open services in the shapes they answer in, on the tests' own server: small, and with figures that are made up.

Shapes as the services document them: OGC API Features pages with next links, OData version 4 and 3, a CSV in ISO-8859-1,
Overpass XML, a PBF extract. The places are boxes around Deventer; nobody lives there.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import osmium

from geo.fetch.places import Places
from tests.geo.fetch.server import Answer, Server

WEST, SOUTH, STEP = 6.10, 52.20, 0.01
GEMEENTEN = {
    "GM0150": "Deventer", "GM0200": "Apeldoorn", "GM0164": "Hengelo (O.)", "GM0373": "Bergen (NH.)",
    "GM0893": "Bergen (L.)", "GM0518": "'s-Gravenhage", "GM1900": "Súdwest-Fryslân",
}  # fmt: skip
BUURTEN = ("BU01500000", "BU01500001", "BU01500100", "BU02000000")
GEO = "application/geo+json"
CSV_HEAD = "GESLACHT;LEEFTIJDSKLASSE;GEMEENTENAAM;AANTAL_BSN;AANTAL_VERZEKERDEJAREN;KOSTEN_FARMACIE"
VEKTIS = (
    "\r\n".join(
        [CSV_HEAD, "M;65 t/m 69 jaar;DEVENTER;310;300.50;1234.56", "V;65 t/m 69 jaar;SÚDWEST-FRYSLÂN;9;8.00;1.00"]
    )
    + "\r\n"
).encode("iso-8859-1")


PC3 = (
    "\r\n".join(
        [
            CSV_HEAD.replace("GEMEENTENAAM", "POSTCODE_3"),
            "M;65 t/m 69 jaar;741;310;300.50;1234.56",
            ";;;299;181.53;9211.39",
        ]
    )
    + "\r\n"
).encode("iso-8859-1")
AGES = {"70000": "65 jaar", "70100": "66 jaar", "10000": "Totaal leeftijd"}


def vektis_target(year: int, area: str) -> str:
    return f"/vektis/{year}/Vektis%20Open%20Databestand%20Zorgverzekeringswet%20{year}%20-%20{area}.csv"


def box(column: int, row: int) -> list[Any]:
    west, south = WEST + column * STEP, SOUTH + row * STEP
    east, north = west + STEP, south + STEP
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def feature(number: int, properties: dict[str, Any], place: list[Any]) -> dict[str, Any]:
    return {
        "type": "Feature", "id": f"0000-{number}", "properties": properties,
        "geometry": {"type": "MultiPolygon", "coordinates": [place]},
    }  # fmt: skip


def buurt(number: int) -> dict[str, Any]:
    code = BUURTEN[number]
    gemeente = f"GM{code[2:6]}"
    properties = {
        "buurtcode": code, "buurtnaam": f"Buurt {number}", "wijkcode": f"WK{code[2:8]}", "gemeentecode": gemeente,
        "gemeentenaam": GEMEENTEN[gemeente], "water": "NEE", "jaar": 2024, "aantal_inwoners": 100 + 5 * number,
        "personen_65_jaar_en_ouder": -99997, "gemiddelde_huishoudsgrootte": 1.1,
    }  # fmt: skip
    return feature(number, properties, box(number, 0))


def page(features: list[dict[str, Any]], following: str | None) -> Answer:
    links = [{"rel": "self", "type": GEO, "href": "x"}]
    links += [{"rel": "next", "title": "Volgende pagina", "type": GEO, "href": following}] if following else []
    content = {"type": "FeatureCollection", "timeStamp": "2026-02-03T10:00:00Z", "links": links, "features": features,
               "numberReturned": len(features)}  # fmt: skip
    return Answer(json.dumps(content, ensure_ascii=False).encode(), kind=GEO)


def table(version: int, rows: list[dict[str, Any]], following: str | None = None) -> Answer:
    mark = "@odata." if version == 4 else "odata."
    content: dict[str, Any] = {f"{mark}{'context' if version == 4 else 'metadata'}": "x", "value": rows}
    if following:
        content[f"{mark}nextLink"] = following
    kind = "application/json; odata.metadata=minimal" if version == 4 else "application/json;charset=utf-8"
    return Answer(json.dumps(content).encode(), kind=kind, zipped=True)


class Services:
    """All services on one server.

    Args:
        server: answers for them.
        folder: for the extract.
    """

    def __init__(self, server: Server, folder: Path) -> None:
        self.server = server
        url = server.url
        self.places = Places(
            pdok=f"{url}/pdok-{{year}}", cbs_v4=f"{url}/v4", cbs_v3=f"{url}/v3", health=f"{url}/derden",
            vektis=f"{url}/vektis", overpass=f"{url}/overpass",
        )  # fmt: skip
        self._pdok()
        self._cbs()
        self._health()
        self._earlier()
        self._ages()
        for area, content in (("gemeente", VEKTIS), ("postcode3", PC3)):
            answer = Answer(content, kind="text/csv", headers=(("ETag", '"v1"'),), ranges=True)
            server.put(vektis_target(2023, area), answer)
        server.put("/overpass/interpreter", Answer(overpass_xml(), kind="application/osm3s+xml", zipped=True))
        extract = folder / "extract.osm.pbf"
        write_extract(extract)
        server.put("/extract.osm.pbf", Answer(
            extract.read_bytes(), kind="application/octet-stream", headers=(("ETag", '"x1"'),), ranges=True
        ))  # fmt: skip

    def yaml(self, path: Path, **more: object) -> Path:
        """The addresses and a quick pace as a file for --base-urls."""
        values = vars(self.places) | {"pause_s": 0, "wait_s": 0.01, "longest_wait_s": 0.02, "attempts": 3} | more
        path.write_text("".join(f"{name}: {json.dumps(value)}\n" for name, value in values.items() if value != ""))
        return path

    def _pdok(self) -> None:
        items, url = "/pdok-2024/collections/{}/items", self.server.url
        regions = []
        for number, (code, name) in enumerate(sorted(GEMEENTEN.items())):
            place = box(0, 0) if code == "GM0150" else box(10 + number, 5)
            if code == "GM0150":
                place = [[[x + (2 * STEP if x > WEST else 0), y] for x, y in place[0]]]
            properties = {"gemeentecode": code, "gemeentenaam": name, "water": "NEE", "jaar": 2024}
            regions.append(feature(number, properties, place))
        first = items.format("gemeenten") + "?f=json&limit=1000"
        self.server.put(first, page(regions[:4], f"{url}{items.format('gemeenten')}?cursor=g2&f=json&limit=1000"))
        self.server.put(items.format("gemeenten") + "?cursor=g2&f=json&limit=1000", page(regions[4:], None))
        self.buurten = items.format("buurten")
        self.buurten_first = f"{self.buurten}?f=json&limit=1000&bbox=6.10000,52.20000,6.13000,52.21000"
        self.buurten_second = f"{self.buurten}?cursor=b2&f=json&limit=1000"
        self.server.put(self.buurten_first, page([buurt(2), buurt(0)], f"{url}{self.buurten_second}"))
        self.server.put(self.buurten_second, page([buurt(0), buurt(3), buurt(1)], None))

    def _earlier(self) -> None:
        """Boundaries of 2022: of a gemeente that is no more, of today's, and of a neighbour, over two pages."""
        items, url = "/pdok-2022/collections/buurten/items", self.server.url
        old = [
            feature(number, {"buurtcode": code, "gemeentecode": f"GM{code[2:6]}", "water": "NEE", "jaar": 2022}, box(number, 0))
            for number, code in enumerate(("BU01400001", "BU01500001", "BU01500100", "BU02000000"))
        ]  # fmt: skip
        self.earlier_first = f"{items}?f=json&limit=1000&bbox=6.10000,52.20000,6.13000,52.21000"
        self.earlier_second = f"{items}?cursor=e2&f=json&limit=1000"
        self.server.put(self.earlier_first, page(old[:3], f"{url}{self.earlier_second}"))
        self.server.put(self.earlier_second, page(old[2:], None))

    def _ages(self) -> None:
        codes = {
            "Perioden": [{"Key": key, "Title": key[:4]} for key in ("2022JJ00", "2023JJ00", "2024JJ00")],
            "Leeftijd": [{"Key": f"{key:<8}", "Title": title} for key, title in AGES.items()],
            "Geslacht": [{"Key": "T001038", "Title": "Totaal mannen en vrouwen"}, {"Key": "3000   ", "Title": "Mannen"},
                         {"Key": "4000   ", "Title": "Vrouwen"}],
            "BurgerlijkeStaat": [{"Key": "T001019", "Title": "Totaal burgerlijke staat"}],
        }  # fmt: skip
        properties = [
            {"ID": number, "Type": kind, "Key": key, "Title": key}
            for number, (kind, key) in enumerate(
                (("Dimension", "Geslacht"), ("Dimension", "Leeftijd"), ("Dimension", "BurgerlijkeStaat"),
                 ("GeoDimension", "RegioS"), ("TimeDimension", "Perioden"))
            )
        ] + [{"ID": 9, "Type": "Topic", "Key": "BevolkingOp1Januari_1", "Title": "Bevolking op 1 januari", "Unit": "aantal"},
             {"ID": 10, "Type": "Topic", "Key": "GemiddeldeBevolking_2", "Title": "Gemiddelde bevolking", "Unit": "aantal"}]  # fmt: skip
        counts = {"70000": (30, 34), "70100": (31, 35), "10000": (61, 69)}
        rows = [
            {"Geslacht": f"{sex:<7}", "Leeftijd": f"{age:<8}", "BurgerlijkeStaat": "T001019", "RegioS": "GM0150",
             "Perioden": "2024JJ00", "BevolkingOp1Januari_1": number, "GemiddeldeBevolking_2": None}
            for age, (men, women) in counts.items()
            for sex, number in (("T001038", men + women), ("3000", men), ("4000", women))
        ]  # fmt: skip
        self._v3("/v3/03759ned", properties, rows, codes, area="RegioS")

    def _cbs(self) -> None:
        server, url = self.server, self.server.url
        server.put("/v4/85984NED/Properties", Answer(b'{"Identifier":"85984NED","Title":"Kerncijfers 2024"}'))
        measures = [{"Identifier": "T001036", "Title": "Aantal inwoners", "Unit": "aantal", "MeasureGroupId": "1"},
                    {"Identifier": "M000001", "Title": "65 jaar of ouder", "Unit": "aantal", "MeasureGroupId": "1"}]  # fmt: skip
        server.put("/v4/85984NED/MeasureCodes", table(4, measures))
        server.put("/v4/85984NED/MeasureGroups", table(4, [{"Id": "1", "ParentId": None, "Title": "Bevolking"}]))
        areas = [{"Identifier": code, "Title": GEMEENTEN.get(code, code)} for code in (*sorted(GEMEENTEN), *BUURTEN)]
        server.put("/v4/85984NED/WijkenEnBuurtenCodes", table(4, areas))
        rows = [
            {"Id": 2 * number + half, "Measure": measure, "ValueAttribute": "None", "Value": value, "StringValue": None,
             "WijkenEnBuurten": code}
            for number, code in enumerate(("GM0150", "WK015000", *BUURTEN[:3]))
            for half, (measure, value) in enumerate((("T001036", 100 + number), ("M000001", None)))
        ]  # fmt: skip
        self.observations = "/v4/85984NED/Observations"
        server.put(self.observations, table(4, rows[:6], f"{url}/v4-next"))
        server.put("/v4-next", table(4, rows[6:]))
        wide = [
            {"ID": number, "WijkenEnBuurten": f"{code:<10}", "Gemeentenaam_1": "Deventer", "AantalInwoners_5": 100 + number,
             "k_65JaarOfOuder_12": None}
            for number, code in enumerate(("GM0150", "WK015000", *BUURTEN[:3]))
        ]  # fmt: skip
        properties = [
            {"odata.type": "Cbs.OData.GeoDetail", "ID": 0, "Type": "GeoDetail", "Key": "WijkenEnBuurten", "Title": "Wijken"},
            {"ID": 4, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": "Bevolking"},
            {"ID": 5, "ParentID": 4, "Type": "Topic", "Key": "AantalInwoners_5", "Title": "Aantal inwoners", "Unit": "aantal"},
            {"ID": 12, "ParentID": 4, "Type": "Topic", "Key": "k_65JaarOfOuder_12", "Title": "65 jaar of ouder", "Unit": "aantal"},
        ]  # fmt: skip
        self._v3("/v3/85984NED", properties, wide, {})

    def _health(self) -> None:
        codes = {
            "Perioden": [{"Key": key, "Title": key[:4]} for key in ("2020JJ00", "2022JJ00", "2024JJ00")],
            "Leeftijd": [{"Key": "20300", "Title": "18 jaar of ouder"}, {"Key": "80200", "Title": "65 jaar of ouder"}],
            "Marges": [{"Key": "MW00000", "Title": "Waarde"}],
        }
        properties = [
            {"ID": number, "Type": kind, "Key": key, "Title": key}
            for number, (kind, key) in enumerate(
                (("Dimension", "Leeftijd"), ("Dimension", "Marges"), ("GeoDetail", "WijkenEnBuurten"), ("TimeDimension", "Perioden"))
            )
        ] + [{"ID": 9, "Type": "Topic", "Key": "ErnstigEenzaam_28", "Title": "Ernstig eenzaam", "Unit": "%"}]  # fmt: skip
        rows = [
            {"ID": number, "Leeftijd": "80200", "Marges": "MW00000", "WijkenEnBuurten": f"{code:<10}", "Perioden": "2024JJ00",
             "ErnstigEenzaam_28": 11.5}
            for number, code in enumerate(("GM0150", *BUURTEN[:3]))
        ]  # fmt: skip
        self._v3("/derden/50150NED", properties, rows, codes)

    def _v3(
        self, root: str, properties: list[dict[str, Any]], rows: list[dict[str, Any]], codes: dict[str, Any],
        area: str = "WijkenEnBuurten",
    ) -> None:  # fmt: skip
        put, url = self.server.put, self.server.url
        put(f"{root}/TableInfos", table(3, [{"ID": 0, "Title": "Tabel"}]))
        put(f"{root}/DataProperties", table(3, properties))
        put(f"{root}/{area}", table(3, [{"Key": "GM0150    ", "Title": "Deventer"}]))
        for name, found in codes.items():
            put(f"{root}/{name}", table(3, found))
        put(f"{root}/TypedDataSet", table(3, rows[:3], f"{url}{root}/next"))
        put(f"{root}/next", table(3, rows[3:]))


def filters(server: Server, path: str) -> list[str]:
    """The ``$filter`` of each request to a path."""
    return [
        unquote(parse_qs(urlsplit(one).query)["$filter"][0]) for one in server.targets() if one.startswith(f"{path}?")
    ]


NODES = {1: (6.101, 52.201, {}), 2: (6.109, 52.202, {}), 3: (6.105, 52.205, {"addr:housenumber": "7", "addr:street": "Laan"}),
         4: (6.5, 52.5, {"amenity": "pharmacy"}), 5: (6.106, 52.206, {"amenity": "library", "name": "Bieb & <Zo>"}),
         6: (6.5, 52.51, {}), 7: (6.6, 52.51, {})}  # fmt: skip


def overpass_xml() -> bytes:
    """A street, an address and a library; far away a pharmacy, a through road and a street."""
    escaped = {"Bieb & <Zo>": "Bieb &amp; &lt;Zo&gt;"}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="Overpass API">',
        "<note>The data included in this document is from www.openstreetmap.org.</note>",
        '<meta osm_base="2026-02-02T20:58:01Z"/>',
    ]  # fmt: skip
    for number, (lon, lat, tags) in NODES.items():
        inside = "".join(f'<tag k="{key}" v="{escaped.get(value, value)}"/>' for key, value in tags.items())
        lines.append(f'<node id="{number}" lat="{lat}" lon="{lon}">{inside}</node>')
    lines.append('<way id="9"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>')
    lines.append('<way id="10"><nd ref="6"/><nd ref="7"/><tag k="highway" v="primary"/></way>')
    lines.append('<way id="11"><nd ref="6"/><nd ref="7"/><tag k="highway" v="residential"/></way>')
    return "\n".join([*lines, "</osm>", ""]).encode()


def write_extract(path: Path) -> None:
    """The same as a PBF extract with a date."""
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2026-02-01T20:21:02Z")
    path.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(path), header=header) as writer:
        for number, (lon, lat, tags) in NODES.items():
            writer.add_node(osmium.osm.mutable.Node(id=number, location=(lon, lat), tags=tags))
        writer.add_way(osmium.osm.mutable.Way(id=9, nodes=[1, 2], tags={"highway": "residential"}))
        writer.add_way(osmium.osm.mutable.Way(id=10, nodes=[6, 7], tags={"highway": "primary"}))
        writer.add_way(osmium.osm.mutable.Way(id=11, nodes=[6, 7], tags={"highway": "residential"}))
