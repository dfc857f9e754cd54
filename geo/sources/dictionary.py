"""What a workspace is told of each own file: an empty template and a Dutch data dictionary, both from the fields.

The workbook with a sheet for each file is made in :mod:`geo.sources.template_book`.
"""

from __future__ import annotations

from geo.sources.fields import Field, SourceFile
from geo.sources.kinds import sentence
from geo.sources.tabular import MAX_REJECT_SHARE


def template(file: SourceFile) -> str:
    """The header line of an own file."""
    return ";".join(item.header for item in file.fields) + "\n"


def general_rules() -> tuple[str, ...]:
    """What holds for all own files, in Dutch sentences."""
    return (
        "Eén rij per regel. Een getal mag een punt of een komma als decimaalteken hebben, zonder scheiding van "
        "duizendtallen.",
        "Een rij die niet klopt wordt geweigerd en gemeld.",
        f"Klopt meer dan {MAX_REJECT_SHARE:.0%} van de rijen niet, dan wordt het hele bestand geweigerd.",
        "Een kolom die niet nodig is wordt niet geladen. Heten kolommen anders, dan zegt een mapping welke het zijn.",
        "Persoonsgegevens komen alleen in de afgeschermde kluis; kaarten en tabellen gebruiken een pseudoniem.",
        "Ga na of de genoemde grondslag (AVG) bij uw organisatie klopt.",
    )


def dictionary_rows(file: SourceFile) -> list[tuple[str, str, str, str, str]]:
    """By field: header, required, personal, meaning, how to fill it in, in Dutch."""
    return [
        (item.header, _yes(item.required), _yes(item.personal), item.nl, _filled(item))
        for item in file.fields
    ]  # fmt: skip


def data_dictionary(file: SourceFile) -> str:
    """The Dutch data dictionary of an own file, in Markdown."""
    head = [
        f"# {file.title}",
        "",
        f"Bestand: `{file.file}`, met een puntkomma (;) tussen de kolommen, opgeslagen als CSV in UTF-8;",
        "of een Excel-werkmap (XLSX), zoals `sjabloon.xlsx`.",
        "",
        f"Doel: {file.purpose}",
        "",
        f"Grondslag: {file.legal_basis}",
        "",
        *general_rules()[:3],
        "",
    ]
    if file.personal:
        head += [
            "Kolommen met *persoonsgegeven: ja* komen alleen in de afgeschermde kluis terecht;",
            "kaarten en tabellen gebruiken een pseudoniem. Zet persoonsgegevens niet in andere kolommen.",
            "Ga na of de genoemde grondslag bij uw organisatie klopt.",
            "",
        ]
    table = ["| kolom | verplicht | persoonsgegeven | betekenis | invullen |", "| --- | --- | --- | --- | --- |"]
    rows = [_line((f"`{header}`", *rest)) for header, *rest in dictionary_rows(file)]
    return "\n".join([*head, *table, *rows]) + "\n"


def _filled(item: Field) -> str:
    return sentence(item) + (f" Leeg is {item.default}." if item.default else "")


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _yes(value: bool) -> str:
    return "ja" if value else "nee"
