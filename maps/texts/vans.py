"""Texts of the page vans: Dutch, with its English beside it."""

from collections.abc import Mapping

# fmt: off
# ruff: noqa: E501 - a table of sentences, a text a line
TEXTS: Mapping[str, tuple[str, str]] = {
    "busjes.title": ("Welke busjes kunnen één wagenpark zijn?", "Which vans could be one pool?"),
    "busjes.nav": ("Busjes", "Vans"),
    "busjes.lead": ("De gevraagde ritten van {date}, twee keer gepland: elke organisatie apart, en alle samen met één wagenpark.",
                    "The trips asked for {date}, planned twice: each organisation alone, and all in one pool."),
    "busjes.map": ("Voertuigbewegingen tussen buurten", "Vehicle movements between buurten"),
    "busjes.pooled": ("{label} met één wagenpark", "{label} in one pool"),
    "plan.alone": ("Elk apart", "Each alone"),
    "plan.pool": ("Samen", "Pooled"),
    "busjes.legend": ("Voertuigbewegingen tussen twee buurten", "Vehicle movements between two buurten"),
    "busjes.legend_note": ("Beide richtingen samen; breder is vaker. Het rijden van en naar de stalling staat er niet bij.",
                           "Both directions together; wider is more often. Driving from and to the garage is left out."),
    "busjes.organisation": ("Organisatie", "Organisation"),
    "busjes.plan": ("Planning", "Plan"),
    "busjes.vans": ("Busjes", "Vans"),
    "busjes.served": ("Ritten uitgevoerd", "Trips served"),
    "busjes.movements": ("Bewegingen", "Movements"),
    "busjes.empty": ("Waarvan leeg", "Of which empty"),
    "busjes.ride": ("Gemiddeld aan boord", "Mean on board"),
    "busjes.occupancy": ("Bezetting", "Occupancy"),
    "busjes.unserved": ("Niet uitgevoerd", "Not served"),
    "busjes.of": ("{value} van {total}", "{value} of {total}"),
    "busjes.before": ("elk apart: {before}", "each alone: {before}"),
    "busjes.summary": ("Voor en na", "Before and after"),
    "busjes.summary_note": ("Minder bewegingen tellen alleen als alle gevraagde ritten worden gereden en niemand te lang aan "
                            "boord zit: vergelijk ook die kolommen.",
                            "Fewer movements count only when all trips asked are driven and nobody is on board too long."),
    "busjes.trips": ("De ritten per busje", "The tours by van"),
    "busjes.van": ("Busje", "Van"),
    "busjes.passengers": ("Reizigers", "Passengers"),
    "busjes.buurten": ("Langs de buurten", "Along the buurten"),
    "busjes.none": ("Voor deze dag zijn geen ritten gevraagd of gepland.", "No trips are asked or planned for this day."),
}
