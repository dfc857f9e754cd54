"""The shared maps as a PDF, a page a figure, drawn by matplotlib: no browser. The same figures give the same bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from maps.classes import Classed, by_breaks, shares
from maps.formats import day
from maps.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from maps.share_site import ShareData

A4_INCH = (8.27, 11.69)


def maps_pdf(data: ShareData) -> bytes:
    """A page of A4 for each shared figure: buurten coloured by class, hubs as squares, a legend, the version."""
    from matplotlib.backends.backend_pdf import PdfPages  # a second and more, which no other command needs
    from matplotlib.figure import Figure

    from maps.share_site import FIGURES

    out = io.BytesIO()
    meta = {"Creator": None, "Producer": None, "CreationDate": None, "Title": f"{text('gedeeld.title')} {data.name}"}
    newest = data.newest
    foot = text(
        "gedeeld.release",
        release=int(newest["release"]),
        day=day(newest["released_on"]),
        checksum=str(newest["checksum"])[:12],
    )
    with PdfPages(out, metadata=meta) as pages:
        for name in FIGURES:
            figure = Figure(figsize=A4_INCH)
            axes = figure.add_axes((0.06, 0.24, 0.88, 0.64))
            values = data.buurt.set_index("buurtcode")[name].astype("Float64").astype(float)
            title = text(f"gedeeld.{name}")
            _draw(axes, data, shares(values / 100, title) if name == "reachable_pct" else by_breaks(values, title))
            # parse_math off: a name of the data is text, whatever signs it holds
            figure.text(0.06, 0.93, title, fontsize=18, weight="bold")
            figure.text(0.06, 0.905, data.name, fontsize=12, parse_math=False)
            credited = "; ".join(sorted(set(data.source["attribution"].dropna())))
            figure.text(0.06, 0.05, f"{foot}\n{text('gedeeld.footer')}", fontsize=8)
            figure.text(0.06, 0.03, credited, fontsize=7, parse_math=False)
            pages.savefig(figure)
    return out.getvalue()


def _draw(axes: Axes, data: ShareData, classed: Classed) -> None:
    from matplotlib.patches import Patch

    drawn = data.buurt.assign(geometry=data.buurt.geometry.simplify(8.0))
    number = drawn["buurtcode"].map(classed.classes)
    keys = []
    for step, colour in enumerate(classed.colours):
        part = drawn[number == step]
        if len(part):
            part.plot(ax=axes, color=colour, edgecolor="#505860", linewidth=0.3)
        keys.append(Patch(facecolor=colour, edgecolor="#505860", label=classed.legend.entries[step].label))
    hidden = drawn[number == -1]
    if len(hidden):
        hidden.plot(ax=axes, color="#eef0f2", edgecolor="#8a949e", linewidth=0.3, hatch="///")
        keys.append(Patch(facecolor="#eef0f2", edgecolor="#8a949e", hatch="///", label=text("gedeeld.withheld")))
    if len(data.hub):
        data.hub.plot(ax=axes, color="#154273", marker="s", markersize=40, zorder=5)
    axes.set_axis_off()
    axes.set_aspect("equal")
    axes.legend(handles=keys, loc="upper left", bbox_to_anchor=(0.0, -0.02), ncols=2, frameon=False, fontsize=9)
