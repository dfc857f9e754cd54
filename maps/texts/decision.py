"""Texts of the decision record: Dutch, with its English beside it."""

from collections.abc import Mapping

# fmt: off
# ruff: noqa: E501 - a table of sentences, a text a line
TEXTS: Mapping[str, tuple[str, str]] = {
    "besluit.title": ("Besluit en afweging", "Decision and what was weighed"),
    "besluit.nav": ("Besluit", "Decision"),
    "besluit.lead": ("Waaruit gekozen kon worden, met welke gewichten, wat de cijfers zeggen, en wie wat besloot. Bedoeld om af te drukken en te bewaren.",
                     "What could be chosen, by which weights, what the figures say, and who decided what. Made to print and keep."),
    "besluit.blank": ("Er is nog geen besluit vastgelegd. Dit formulier heeft de cijfers al; vul de rest met de pen in, of leg het vast in besluit.yaml in de werkmap.",
                      "No decision is recorded yet. This form has the figures; fill in the rest by pen, or record it in besluit.yaml in the workspace."),
    "besluit.decision": ("Het besluit", "The decision"),
    "besluit.question": ("Vraag", "Question"),
    "besluit.chosen": ("Gekozen", "Chosen"),
    "besluit.decided_by": ("Besloten door", "Decided by"),
    "besluit.decided_on": ("Datum", "Date"),
    "besluit.reasons": ("Waarom", "Why"),
    "besluit.conditions": ("Onder voorwaarde dat", "On condition that"),
    "besluit.evaluate_on": ("Opnieuw bekijken op", "Look at it again on"),
    "besluit.signed": ("Handtekening", "Signature"),
    "besluit.what": ("Onderdeel", "Part"),
    "besluit.record": ("Vastgelegd", "Recorded"),
    "besluit.alternatives": ("De alternatieven", "The alternatives"),
    "besluit.none": ("Er is nog geen scenario doorgerekend.", "No scenario was worked out yet."),
    "besluit.figure": ("Cijfer", "Figure"),
    "besluit.weights": ("De gewichten", "The weights"),
    "besluit.weights_note": ("Hoe zwaar elk criterium telt in de volgorde van wijken, in procenten. Een gewicht is een waardekeuze.",
                             "How much each criterion counts in the order of wijken, in percent. A weight is a value choice."),
    "besluit.criterion": ("Criterium", "Criterion"),
    "besluit.limits": ("Wat de cijfers niet beslissen", "What the figures do not decide"),
    "besluit.limits_text": ("Vloeroppervlak, mensen die het willen trekken en wie er al in het gebouw zit wegen even zwaar als afstand. "
                            "Reistijden en aantallen zijn schattingen; hun onzekerheid staat op de bladzijden zelf.",
                            "Floor space, people who lead it and who is in the building weigh as much as distance. Figures are estimates."),
}
