"""The texts of a new workspace: region.yaml with comments, the baseline, templates, data dictionaries and a README.

Nothing is written here; :func:`geo.workspace.init_workspace` does that.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import PurePosixPath

from geo.sources.dictionary import data_dictionary, template
from geo.sources.fields import own_files
from geo.workspace import FILES


def workspace_texts(folder: str, gemeente: str) -> dict[str, str]:
    """The files of a new workspace, by path inside it.

    Args:
        folder: name of the folder, from which the region's key is made.
        gemeente: CBS code or the placeholder.
    """
    files = own_files()
    texts = {
        "README.md": _readme(),
        "region.yaml": _region(folder, gemeente),
        "scenarios/baseline.yaml": _BASELINE,
    }
    for file in files.values():
        texts[file.file] = template(file)
        texts[str(PurePosixPath(file.file).with_suffix(".md"))] = data_dictionary(file)
    return texts


def _region(folder: str, gemeente: str) -> str:
    key = re.sub(r"[^a-z0-9]+", "-", folder.casefold()).strip("-")[:60].strip("-") or "mijn-regio"
    lines = [
        "# De regio: welke gemeenten, en waar de gegevens staan. Een regel die met # begint is uitleg.",
        f"region: {_quoted(key)}          # korte naam: kleine letters, cijfers en streepjes",
        f"name: {_quoted(folder or key)}          # naam op kaarten en bladen",
        "fictional: false",
        f'gemeenten: ["{gemeente}"]          # CBS-codes, zoals GM0150 (Deventer)',
        "timezone: Europe/Amsterdam",
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
objective: evaluate          # in andere scenario's: p_median of maximal_coverage
mode: cargo_bike          # foot, foot_slow, cargo_bike of car
minutes: 10          # grens voor bereikbaar
service_area_minutes: [5, 10, 15]
rate_set: vektis_2020          # of deventer_2021
candidates: facilities          # voorzieningen met kandidaat = ja
keep: []
forbid: []
seed: 1
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
            f"2. Zet de CBS-buurten met kerncijfers (PDOK, GeoJSON) in `{FILES['buurt']}`.",
            f"3. Zet de straten (OpenStreetMap, .osm.pbf) in `{FILES['streets']}`. Zonder straten rekent de planning",
            "   met hemelsbrede afstanden maal een omwegfactor; haal dan de regel `streets` uit `region.yaml`.",
            "4. Vul de eigen bestanden hieronder. Heeft u een bestand niet, haal dan zijn regel uit `region.yaml`.",
            "   Naast elk bestand staat een beschrijving van de kolommen.",
            "5. Plan met `wijk run`, in deze map; wat er mis is met een bestand zegt de opdracht in één zin.",
            "",
            "| bestand | inhoud | kolommen |",
            "| --- | --- | --- |",
            *own,
            "",
            "Een vraag aan de planning (waar moeten drie hubs komen?) is een bestand in `scenarios/`;",
            "kopieer `baseline.yaml`, geef het een andere naam en verander de waarden.",
            "",
            "De bestanden bevatten persoonsgegevens. Bewaar de map op een plek waar alleen bevoegden bij kunnen.",
            "",
        ]
    )
