"""What a workspace is given for each own file: an empty template and a Dutch data dictionary, both from the fields."""

from __future__ import annotations

from geo.sources.fields import Field, SourceFile
from geo.sources.kinds import sentence
from geo.sources.tabular import MAX_REJECT_SHARE


def template(file: SourceFile) -> str:
    """The header line of an own file."""
    return ";".join(item.header for item in file.fields) + "\n"


def data_dictionary(file: SourceFile) -> str:
    """The Dutch data dictionary of an own file, in Markdown."""
    head = [
        f"# {file.title}",
        "",
        f"Bestand: `{file.file}`. Eén rij per regel, puntkomma (;) tussen de kolommen, opgeslagen als CSV in UTF-8.",
        "Een getal mag een punt of een komma als decimaalteken hebben, zonder scheiding van duizendtallen.",
        "Een rij die niet klopt wordt geweigerd en gemeld.",
        f"Klopt meer dan {MAX_REJECT_SHARE:.0%} van de rijen niet, dan wordt het hele bestand geweigerd.",
        "",
    ]
    if file.personal:
        head += [
            "Kolommen met *persoonsgegeven: ja* komen alleen in de afgeschermde kluis terecht;",
            "kaarten en tabellen gebruiken een pseudoniem. Zet persoonsgegevens niet in andere kolommen.",
            "",
        ]
    table = ["| kolom | verplicht | persoonsgegeven | betekenis | invullen |", "| --- | --- | --- | --- | --- |"]
    return "\n".join(head + table + [_line(item) for item in file.fields]) + "\n"


def _line(item: Field) -> str:
    filled = sentence(item) + (f" Leeg is {item.default}." if item.default else "")
    cells = (f"`{item.header}`", _yes(item.required), _yes(item.personal), item.nl, filled)
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


def _yes(value: bool) -> str:
    return "ja" if value else "nee"
