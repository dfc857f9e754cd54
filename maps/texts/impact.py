"""Texts of the page impact: Dutch, with its English beside it."""

from collections.abc import Mapping

# fmt: off
# ruff: noqa: E501 - a table of sentences, a text a line
TEXTS: Mapping[str, tuple[str, str]] = {
    "impact.title": ("Wat levert het op?", "What does it yield?"),
    "impact.nav": ("Effect", "Impact"),
    "impact.lead": ("Kilometers, uitstoot en contact, elk met formule en bron. Ze worden niet bij elkaar opgeteld: contact is het "
                    "doel, kilometers zijn de prijs.",
                    "Kilometres, emissions and contact, each with formula and source; never added up."),
    "impact.map": ("Bezorging en contact per buurt", "Delivery and contact by buurt"),
    "impact.layer_deliveries": ("Bezorgingen in de periode", "Deliveries in the period"),
    "impact.layer_contact": ("Contactminuten op {date}", "Contact minutes on {date}"),
    "impact.layer_visits": ("Adressen op {date}", "Stops on {date}"),
    "impact.contact_title": ("Geplande contactminuten op de dag", "Planned contact minutes on the day"),
    "impact.deliveries_title": ("Bezorgingen via de centra", "Deliveries through the hubs"),
    "impact.visits_title": ("Geplande adressen op de dag", "Planned stops on the day"),
    "impact.day": ("Op de geplande dag", "On the planned day"),
    "impact.year": ("In het jaar tot die dag", "In the year up to that day"),
    "impact.indicator": ("Wat", "What"),
    "impact.value": ("Waarde", "Value"),
    "impact.interval": ("Bandbreedte", "Range"),
    "impact.formula": ("Hoe berekend", "How computed"),
    "impact.source": ("Bron van de factoren", "Source of the factors"),
    "impact.table": ("Per buurt", "By buurt"),
    "impact.none": ("Voor deze dag is nog geen effect berekend.", "No impact has been computed for this day yet."),
    "indicator.contact_moments": ("Contactmomenten", "Contact moments"),
    "indicator.contact_minutes": ("Contacttijd", "Contact time"),
    "indicator.familiar_share": ("Contact met een vertrouwd gezicht", "Contact with a familiar face"),
    "indicator.contact_share": ("Leveringen met contact", "Deliveries with contact"),
    "indicator.deliveries": ("Bezorgingen", "Deliveries"),
    "indicator.unique_addresses": ("Verschillende adressen", "Different addresses"),
    "indicator.km_electrified": ("Elektrisch gereden, niet vermeden", "Driven electrically, not avoided"),
    "indicator.co2_avoided_last_mile_kg": ("CO₂ vermeden op de laatste kilometers", "CO2 avoided on the last mile"),
    "indicator.stock_days": ("Dagen uit de voorraad bij het centrum", "Days served from stock at the hub"),
    "indicator.km_avoided_stock": ("Vermeden door voorraad bij het centrum", "Avoided by stock at the hub"),
    "indicator.co2_avoided_stock_kg": ("CO₂ vermeden door voorraad", "CO2 avoided by stock"),
}
