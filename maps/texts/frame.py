"""Texts of the frame of every page: Dutch, with its English beside it."""

from collections.abc import Mapping

# fmt: off

TEXTS: Mapping[str, tuple[str, str]] = {
    "site": ("Wijkplan", "Wijkplan"),
    "skip": ("Naar de inhoud", "Skip to content"),
    "nav": ("Onderdelen", "Sections"),
    "fictional": ("FICTIEF", "FICTIONAL"),
    "fictional_note": ("Deze gemeente, haar inwoners en alle cijfers zijn verzonnen.",
                       "This gemeente, its residents and all figures are made up."),
    "contents": ("Op deze bladzijde", "On this page"),
    "notices": ("Let op", "Please note"),
    "warnings": ("Waarschuwingen bij deze uitvoer", "Warnings of this run"),
    "internal": ("Intern: voor planners. Er staan geen namen, adressen of voordeuren op deze kaarten.",
                 "Internal: for planners. No names, addresses or doors are on these maps."),
    "footer_sources": ("Bronnen", "Sources"),
    "footer_osm": ("Kaartondergrond © OpenStreetMap-bijdragers (ODbL)", "Base map © OpenStreetMap contributors (ODbL)"),
    "footer_made": ("Gemaakt op {date}, gegevens van {region}", "Made on {date}, data of {region}"),
    "footer_run": ("Berekening {run}, versie {version}", "Run {run}, version {version}"),
    "map_caption": ("{title}. Noord is boven; schaalbalk linksonder. Peildatum {date}. Bron: {source}.",
                    "{title}. North is up; scale bar bottom left. Reference date {date}. Source: {source}."),
    "map_label": ("Kaart: {title}. De cijfers staan ook in de tabel eronder.",
                  "Map: {title}. The figures are also in the table below."),
    "map_no_script": ("De kaart heeft JavaScript nodig; de tabel eronder toont dezelfde cijfers.",
                      "The map needs JavaScript; the table below shows the same figures."),
    "legend": ("Legenda", "Legend"),
    "no_base": ("Voor deze regio is geen kaartondergrond geladen; alleen de buurtgrenzen zijn getekend.",
                "No base map is loaded for this region; only the borders of buurten are drawn."),
    "map_licence": ("Licentie: {licences}.", "Licence: {licences}."),
    "map_version": ("Versie {version}, berekening {run}.", "Version {version}, run {run}."),
    "map_version_shared": ("Versie {version}.", "Version {version}."),
    "tools": ("Meenemen: {title}", "Take along: {title}"),
    "tools_png": ("Afbeelding (PNG)", "Picture (PNG)"),
    "tools_print": ("Afdrukken of PDF op {paper}", "Print or PDF on {paper}"),
    "tools_failed": ("De afbeelding kon niet worden gemaakt; druk de kaart af als PDF.",
                     "The picture could not be made; print the map as PDF."),
    "to_dark": ("Donkere weergave", "Dark view"),
    "to_light": ("Lichte weergave", "Light view"),
    "none_listed": ("Geen.", "None."),
}
