"""The files of a new workspace: region.yaml with comments, the baseline, templates, data dictionaries and a README.

Nothing is written here; :func:`geo.workspace.init_workspace` does that.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import PurePosixPath

from geo.sources.assumptions import shipped_assumptions
from geo.sources.dictionary import data_dictionary, template
from geo.sources.fields import own_files
from geo.sources.frailty_rates import shipped_rates
from geo.sources.template_book import template_workbook
from geo.workspace import FILES

TEMPLATE_BOOK = "sjabloon.xlsx"
EXAMPLE_SCENARIO = "scenarios/voorbeeld-drie-centra.txt"
EXAMPLE_MAPPING = "mappings/voorbeeld-levering.yaml"


def workspace_files(folder: str, gemeente: str, name: str | None = None) -> dict[str, bytes]:
    """The files of a new workspace as bytes, by path inside it: its texts, and the workbook with a sheet for each file.

    Args:
        folder: name of the folder, from which the region's key is made.
        gemeente: CBS code or the placeholder.
        name: of the region; None takes the folder's.
    """
    texts = workspace_texts(folder, gemeente, name)
    return {path: text.encode() for path, text in texts.items()} | {TEMPLATE_BOOK: template_workbook(own_files())}


def workspace_texts(folder: str, gemeente: str, name: str | None = None) -> dict[str, str]:
    """The files of a new workspace, by path inside it.

    Args:
        folder: name of the folder, from which the region's key is made.
        gemeente: CBS code or the placeholder.
        name: of the region; None takes the folder's.
    """
    files = own_files()
    texts = {
        "README.md": _readme(),
        "region.yaml": _region(folder, gemeente, name),
        "scenarios/baseline.yaml": _BASELINE,
        EXAMPLE_MAPPING: _MAPPING,
        EXAMPLE_SCENARIO: _EXAMPLE_SCENARIO,
    }
    texts |= shipped_rates() | shipped_assumptions()
    for file in files.values():
        texts[file.file] = template(file)
        texts[str(PurePosixPath(file.file).with_suffix(".md"))] = data_dictionary(file)
    return texts


def _region(folder: str, gemeente: str, name: str | None) -> str:
    key = re.sub(r"[^a-z0-9]+", "-", folder.casefold()).strip("-")[:60].strip("-") or "mijn-regio"
    lines = [
        "# De regio: welke gemeenten, en waar de gegevens staan. Een regel die met # begint is uitleg.",
        f"region: {_quoted(key)}          # korte naam: kleine letters, cijfers en streepjes",
        f"name: {_quoted(name or folder or key)}          # naam op kaarten en bladen",
        "fictional: false",
        f'gemeenten: ["{gemeente}"]          # CBS-codes, zoals GM0150 (Deventer)',
        "timezone: Europe/Amsterdam",
        # the day on the planner's own clock
        f"service_date: {dt.date.today().isoformat()}          # dag die gepland wordt als er geen dag genoemd is",  # noqa: DTZ011
        "travel:",
        "  detour_factor: 1.3          # reistijd zonder stratenbestand: hemelsbreed x deze factor",
        "notices: []          # zinnen die op elke bladzijde komen te staan",
        "files:          # haal een regel weg (of zet er # voor) zolang er geen bestand is",
        *(f"  {source}: {path}" for source, path in FILES.items()),
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return '"' + "".join(letter for letter in text if letter.isprintable() and letter not in '"\\') + '"'


_BASELINE = """\
# De hubs zoals ze nu zijn. Dit scenario bestaat altijd en staat vast; maak voor een vraag een bestand ernaast.
scenario: baseline
title: Vandaag
objective: evaluate          # in andere scenario's: zie scenarios/voorbeeld-drie-centra.txt
mode: cargo_bike          # foot, foot_slow, cargo_bike of car
minutes: 10          # grens voor bereikbaar
service_area_minutes: [5, 10, 15]          # of per vervoermiddel: {foot_slow: [5, 10], cargo_bike: [5, 10, 15]}
catchment: buurt          # of address: elk adres apart naar een centrum, in plaats van hele buurten
assign_by: time          # of hours: geen centrum krijgt meer dan zijn deel van de uren van de conciërges
forced: {}          # buurt of wijk die bij een centrum blijft, zoals {WK015006: HUB-03}
rate_set: vektis_2020          # of deventer_2021, of both: de helft van de doorrekeningen met elk
# projection: 2035          # vooruitkijken naar 2030, 2035 of 2040, met de groei uit data/aannames.csv
# ranking_weights: {unmet: 0.4, count: 0.2, density: 0.2, distance: 0.2}          # wat telt bij "welke wijk eerst"
# ranking_top: 10          # de kans om bij de eerste zoveel te staan
# sequence: {leads: [WK015006], per_gemeente: 5, villages: 0.3}          # wensen bij de volgorde van openen
candidates: facilities          # voorzieningen met kandidaat = ja
keep: []
forbid: []
seed: 1
"""


_EXAMPLE_SCENARIO = """\
# Een vraag aan de planning. Bewaar dit bestand als drie-centra.yaml, haal weg wat u niet wenst, en draai
# `wijk scenario run drie-centra`; `wijk scenario compare baseline drie-centra` zet het naast vandaag.
scenario: drie-centra          # hetzelfde als de naam van het bestand
title: Drie centra, opnieuw gekozen
objective: p_median          # kortste gemiddelde reistijd
                             # p_centre: kortste voor wie het verst weg woont
                             # maximal_coverage: meeste kwetsbaren binnen minutes
                             # set_covering: hoeveel centra voor een deel van hen (share), zonder hubs
hubs: 3          # hoeveel er open zijn
mode: cargo_bike
minutes: 10
candidates: [facilities]          # en suppliers: panden van leveranciers in de regio; [] alleen de centra van nu
keep: []          # moet open zijn: hub_id, voorziening_id of een punt
forbid: []          # mag niet
# close: [HUB-02]          # centrum van nu dat dicht moet
# may_close: [HUB-02]          # alleen dit mag dicht; [] als alle centra van nu blijven
# share: 0.95          # bij set_covering: welk deel gedekt moet zijn
# further: {15: 0.5}          # bij maximal_coverage: wie binnen 15 minuten woont telt half
# capacity: {HUB-01: 70, other: 60}          # bij p_median: leveringen per dag; of files: die uit de bestanden
# require: {storage_m2: 30, delivery_access: true, rent_eur_year: 18000}          # eisen; huur is een bovengrens
# quality_weights: {storage_m2: 0.01, with_social_team: 0.5}          # minuten reistijd die het waard is; standaard 0
# costs: {opening: 15000, closing: 5000, years: 10}          # euro, eenmalig; met euro_per_minute: 20000 telt geld mee
# points: [{id: P-1, name: Markthal, x_rd: 207500, y_rd: 474100, storage_m2: 80}]          # in geen bestand
# opening: {from: 2027, per_year: 1}          # na elkaar openen
seed: 1
"""

_MAPPING = """\
# Zo leest u een bestand waarvan de kolommen anders heten, zoals het Excel-register van een hub. Kopieer dit bestand,
# pas het aan, en noem het in region.yaml:
#   mappings:
#     delivery: mappings/levering.yaml
# Wat hier niet staat wordt herkend aan de namen in het sjabloon en aan gewone andere namen (nr, pc, leverancier).
sheets: all          # of een lijst: ["januari 2025", "feb*"]; all is elk zichtbaar blad met een kopregel
header_row: auto          # of het nummer van de (onderste) kopregel
columns:          # kolom van het sjabloon: kop in het bestand; bij een kop over meer kolommen "Adres > nr"
  datum: Datum
  leverancier_id: Leverancier
  huisnummer: Nr          # ook mogelijk: adres (heel adres in één cel), toevoeging, brievenbus (vinkje = geen contact)
values:          # wat een waarde in het bestand bij ons is; "" is een lege cel
  leverancier_id: {"Apotheek": L1}
  goederensoort: {"medicatie": medicijnen}
constants:          # wat voor elke rij geldt
  hub_id: H1
ignore: ["Opmerkingen"]          # kolommen die zonder melding worden overgeslagen
exclude: {}          # rijen die niet tellen, zoals {"Status": ["mislukt"]}
date_order: day_first          # 3/2/2025 is 3 februari; month_first is 2 maart
# based_on: route_app          # voor de export van een route-app (Address, Completed at, Status, Driver, Time at stop)
"""


def _readme() -> str:
    own = [f"| `{file.file}` | {file.title} | `{PurePosixPath(file.file).stem}.md` |" for file in own_files().values()]
    return "\n".join(
        [
            "# Werkmap",
            "",
            "In deze map staat alles wat de planning van uw regio nodig heeft. De map blijft bij u.",
            "",
            "1. Vul in `region.yaml` de gemeentecode in als daar `GM????` staat.",
            "   De open bronnen van stap 2 en 3 haalt `wijk fetch` op, met de kerncijfers, de bevolking naar leeftijd,",
            "   de gezondheid, de zorgkosten en de buurten van een eerder jaar.",
            f"2. Zet de CBS-buurten met kerncijfers (PDOK, GeoJSON) in `{FILES['buurt']}`.",
            f"3. Zet de straten (OpenStreetMap, .osm.pbf) in `{FILES['streets']}`. Zonder straten rekent de planning",
            "   met hemelsbrede afstanden maal een omwegfactor; haal dan de regel `streets` uit `region.yaml`.",
            "4. Vul de eigen bestanden hieronder. Wat u niet heeft laat u leeg: dan wordt het overgeslagen.",
            "   Naast elk bestand staat een beschrijving van de kolommen.",
            f"   Liever in Excel? `{TEMPLATE_BOOK}` heeft een blad voor elk bestand, met keuzelijsten; noem de",
            f"   werkmap dan in `region.yaml` in plaats van het CSV-bestand, zoals `hub: {TEMPLATE_BOOK}`.",
            f"   Heten de kolommen in uw bestand anders, dan helpt een mapping: zie `{EXAMPLE_MAPPING}`.",
            "5. Kijk met `wijk check data` wat er van elk bestand gelezen wordt, en wat er geweigerd wordt en waarom.",
            "6. Plan met `wijk run`, in deze map; wat er mis is met een bestand zegt de opdracht in één zin.",
            "",
            "| bestand | inhoud | kolommen |",
            "| --- | --- | --- |",
            *own,
            "",
            "Een vraag aan de planning (waar moeten drie hubs komen?) is een bestand in `scenarios/`;",
            f"`{EXAMPLE_SCENARIO}` is een voorbeeld met alle wensen; bewaar het als .yaml en verander de waarden.",
            "",
            "De bestanden bevatten persoonsgegevens. Bewaar de map op een plek waar alleen bevoegden bij kunnen.",
            "",
        ]
    )
