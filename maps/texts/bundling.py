"""Texts of the page bundling: Dutch, with its English beside it."""

from collections.abc import Mapping

# fmt: off
# ruff: noqa: E501 - a table of sentences, a text a line
TEXTS: Mapping[str, tuple[str, str]] = {
    "bundeling.title": ("Wat kan er gebundeld worden?", "What can be bundled?"),
    "bundeling.nav": ("Bundeling", "Bundling"),
    "bundeling.lead": ("Wat leveranciers via de centra bezorgden, en welk deel daarvan samen had gekund. Minder ritten is alleen "
                       "winst als het contact blijft.",
                       "What suppliers delivered through the hubs, and what share could have gone together."),
    "bundeling.map": ("Stromen van leverancier via centrum naar buurt", "Flows from supplier by way of hub to buurt"),
    "bundeling.supplier_layer": ("Leverancier naar centrum", "Supplier to hub"),
    "bundeling.hub_layer": ("Centrum naar buurt", "Hub to buurt"),
    "bundeling.legend_supplier": ("Leverancier naar centrum: bezorgingen", "Supplier to hub: deliveries"),
    "bundeling.legend_hub": ("Centrum naar buurt: bezorgingen", "Hub to buurt: deliveries"),
    "bundeling.past_layer": ("Buiten het centrum om", "Past the hub"),
    "bundeling.legend_past": ("Leverancier naar buurt, buiten het centrum om: bezorgingen", "Supplier to buurt, past the hub: deliveries"),
    "bundeling.flows_past": ("Buiten het centrum om: de leverancier installeert", "Past the hub: the supplier installs"),
    "bundeling.legend_note": ("Breder is meer. Rechte lijnen, geen gereden routes.", "Wider is more. Straight lines, not routes."),
    "bundeling.measures": ("Wat samen had gekund", "What could have gone together"),
    "bundeling.measure": ("Maat", "Measure"),
    "bundeling.period": ("Periode", "Period"),
    "bundeling.looked_at": ("Bekeken bezorgingen", "Deliveries looked at"),
    "bundeling.bundlable": ("Had samen gekund", "Could have gone together"),
    "bundeling.share": ("Deel", "Share"),
    "bundeling.pairs": ("Per paar leveranciers", "By pair of suppliers"),
    "bundeling.with": ("Met", "With"),
    "bundeling.flows_in": ("Van leverancier naar centrum", "From supplier to hub"),
    "bundeling.flows_out": ("Van centrum naar buurt", "From hub to buurt"),
    "bundeling.days": ("Dagen", "Days"),
    "bundeling.leg": ("Enkele reis", "One way"),
    "bundeling.folded": ("buurten samengenomen: {count}", "{count} buurten together"),
    "bundeling.no_depot": ("Leveranciers zonder bekend depot: {count}; hun stroom staat alleen in de tabel.",
                           "No depot is known of {count} suppliers: their flow is in the table only."),
    "bundeling.hub_used": ("in deze periode gebruikt, ook als het nu dicht is", "used in this period, closed since or not"),
    "bundeling.fit": ("De kaart toont de gemeente; zoom uit voor depots erbuiten.", "Zoom out for depots outside the gemeente."),
    "bundeling.none": ("Voor deze regio zijn geen bezorgingen geladen.", "No deliveries are loaded for this region."),
    "bundle.same_address_same_day": ("zelfde adres, zelfde dag", "same address, same day"),
    "bundle.same_address_within_2_days": ("zelfde adres, binnen twee dagen", "same address, within two days"),
    "bundle.same_address_same_day_all": ("zelfde adres, zelfde dag, ook gekoeld, spoed, installatie en was",
                                         "same address, same day, cold, urgent, installed and laundry included"),
    "bundle.same_street_same_day": ("zelfde straat, zelfde dag", "same street, same day"),
}
