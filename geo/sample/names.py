"""Names in Voorbeeldstad: wijken, buurten, streets and people. Words only, made up; no geometry, no figures."""

from __future__ import annotations

from collections.abc import Iterator

WIJK_NAMES = {
    0: "Binnenstad", 1: "Singelkwartier Noord", 2: "Singelkwartier Zuid", 3: "Boomgaard", 4: "Spoorzicht",
    5: "Havenkwartier", 6: "Noorderpark", 7: "Oosterweide", 8: "Zuiderlanden", 9: "Overvore",
    10: "Oldemeen", 11: "Bremhorst", 12: "Lindelo", 13: "Zandhem", 14: "Wetersum",
}  # fmt: skip

RING_BUURTEN: dict[tuple[int, int], tuple[int, str, str]] = {
    (0, 0): (0, "Marktkwartier", "centre"),
    (1, 0): (0, "Kloosterbuurt", "centre"), (1, 1): (0, "Kadekwartier", "centre"),
    (1, 2): (0, "Wallenbuurt", "centre"), (1, 3): (0, "Stationsbuurt", "centre"),
    (2, 3): (1, "Singelbuurt", "old"), (2, 4): (1, "Gasthuisbuurt", "old"), (2, 5): (1, "Molenbuurt", "old"),
    (2, 0): (2, "Werfbuurt", "old"), (2, 1): (2, "Ambachtsbuurt", "old"), (2, 2): (2, "Tuinwijk", "old"),
    (3, 8): (3, "Appelbuurt", "postwar"), (3, 9): (3, "Perenhof", "postwar"),
    (3, 10): (3, "Kersenbuurt", "flats"), (3, 11): (3, "Vorezicht", "flats"),
    (3, 4): (4, "Seinbuurt", "postwar"), (3, 5): (4, "Wisselbuurt", "postwar"),
    (3, 6): (4, "Emplacement", "flats"), (3, 7): (4, "Perronbuurt", "postwar"),
    (3, 0): (5, "Industriehaven", "industry"), (3, 1): (5, "Zeilmakersbuurt", "old"),
    (3, 2): (5, "Kaapbuurt", "flats"), (3, 3): (5, "Sluisbuurt", "postwar"),
    (4, 8): (6, "Merelbuurt", "seventies"), (4, 9): (6, "Spechtenbuurt", "seventies"),
    (4, 10): (6, "Reigersbuurt", "villa"), (4, 11): (6, "Uiterwaard", "villa"),
    (4, 4): (7, "Weidevlinder", "newbuild"), (4, 5): (7, "Klaverveld", "newbuild"),
    (4, 6): (7, "Korenveld", "newbuild"), (4, 7): (7, "Weideblik", "seventies"),
    (4, 0): (8, "Bedrijvenpark Zuid", "industry"), (4, 1): (8, "Planetenbuurt", "seventies"),
    (4, 2): (8, "Sterrenbuurt", "seventies"), (4, 3): (8, "Maanhof", "newbuild"),
}  # fmt: skip
"""(ring, sector) -> wijk number, name, kind of neighbourhood."""

WEST_BUURTEN: dict[tuple[int, int], tuple[str, str]] = {
    (0, 0): ("Zuidereind", "seventies"), (0, 1): ("Veerkwartier", "postwar"),
    (1, 0): ("Schoolbuurt", "postwar"), (1, 1): ("Brughoofd", "old"),
    (2, 0): ("Westhof", "postwar"), (2, 1): ("Voreoever", "flats"),
    (3, 0): ("Groenland", "newbuild"), (3, 1): ("Rietkraag", "newbuild"),
}  # fmt: skip

KERNEL_NAMES = tuple(
    (f"{name} {first}", f"{name} {second}")
    for name, first, second in (
        ("Oldemeen", "Oost", "West"), ("Bremhorst", "Zuid", "Noord"), ("Lindelo", "West", "Oost"),
        ("Zandhem", "West", "Oost"), ("Wetersum", "Noord", "Zuid"),
    )
)  # fmt: skip

MEADOW_NAMES = (
    ("Oldemeense Enk", "Hoge Meen", "Lage Meen"),
    ("Bremhorster Veld", "Noorderbroek", "Horsterbos"),
    ("Lindelosche Es", "Binnenveld", "Zuiderbroek"),
    ("Zandhemer Heide", "Uiterwaarden Zandhem", "Buitenzand"),
    ("Wetersumer Polder", "Noordermaten", "Westermaten", "Zuidermaten"),
)

_THEME_WORDS = {
    0: "Klooster Wal Toren Vis Boter Koren Smede Nieuwe Lange Korte Hoge Muur Poort Waag Graan Zout Brouwers "
    "Bakkers Kerk Begijnen Munt Kuipers Hof Raad",
    1: "Gasthuis Molen Zaag Wiek Singel Eiker Rozen Regenten Stads Wilgen Noorder Park Meester Burger Linden "
    "Kastanje Gracht Tuin Schouw Bolwerk",
    2: "Werf Touw Zeil Anker Timmer Wagen Wever Leerlooier Metselaar Schilder Draaier Smid Mandenmaker "
    "Klompen Glazenier Letter Drukker Binder Zadel Pannen",
    3: "Appel Peren Kersen Pruimen Moerbei Kweeperen Bessen Frambozen Bramen Mispel Noten Hazelaar Vijgen "
    "Druiven Abrikozen Perziken Aalbes Kruisbes Vlier Rozenbottel",
    4: "Sein Wissel Perron Spoor Baken Loket Conducteurs Machinisten Stoker Rails Dwarsligger Tender "
    "Locomotief Wagon Remise Kolen Bareel Koppel Treindienst Overweg",
    5: "Haven Kaap Sluis Boei Schipper Loods Kade Steiger Tros Mast Kombuis Roer Stuurman Kompas Aak Klipper "
    "Tjalk Botter Schoener Ketelaar",
    6: "Merel Specht Reiger Zwaluw Vink Mees Lijster Spreeuw Wulp Kievit Grutto Uil Havik Valk Buizerd "
    "Roodborst Wielewaal Nachtegaal Leeuwerik Koekoek Kwikstaart Fazant",
    7: "Klaver Koren Boterbloem Madelief Klaproos Korenbloem Margriet Zuring Haver Gerst Rogge Tarwe Vlas "
    "Lupine Koolzaad Akelei Salie Tijm Munt Kamille Distel Brunel",
    8: "Planeten Sterren Mars Venus Jupiter Saturnus Neptunus Mercurius Orion Pegasus Kometen Melkweg Zonne "
    "Maan Poolster Andromeda Cassiopeia Draken Zwanen Lier Dolfijn Arend",
    9: "Veer Pont Riet Biezen Lis Kalmoes Otter Bever Snoek Voorn Brasem Karper Zeelt Paling Forel Baars "
    "Steur Zalm Meerval Waterlelie Kroos Dotter",
}
THEMES: dict[int, tuple[str, ...]] = {wijk: tuple(words.split()) for wijk, words in _THEME_WORDS.items()}
"""First parts of street names by wijk."""

_VILLAGE_THEME = (
    "Dorps Kerk School Molen Brink Es Enk Beek Linde Kamp Bos Heide Akker Wei Hoeve Schapen Smidse Pastorie "
    "Meiboom Veld Bron Gilde"
)
VILLAGE_THEME = tuple(_VILLAGE_THEME.split())
OLD = ("straat", "gang", "hof", "kade", "plein")
YOUNG = ("straat", "laan", "hof", "dreef", "plantsoen", "pad")
SUFFIXES: dict[int, tuple[str, ...]] = {
    0: ("straat", "steeg", "gang", "hof", "plein"), 1: OLD, 2: OLD, 3: ("straat", "laan", "hof", "gaard", "plein"),
    4: ("straat", "weg", "plein", "hof", "laan"), 5: ("straat", "kade", "plein", "dok", "hof"), 6: YOUNG, 7: YOUNG,
    8: ("straat", "baan", "hof", "laan", "dreef", "plantsoen"),
    9: ("straat", "laan", "hof", "oever", "singel", "plein"),
    10: ("straat", "weg", "kamp", "laan", "hof", "pad"),
}  # fmt: skip
"""Endings of street names by wijk; villages share the last."""

_LANE_WORDS = (
    "Broek Maten Veld Heide Dijk Kolk Elzen Hooi Rogge Schaap Koe Vonder Steeg Achter Vossen Hazen Boks Galg "
    "Leem Zand Klei Wilgen Ganzen Reiger Plag Turf Braam Brem Gagel Venne"
)
LANE_WORDS = tuple(_LANE_WORDS.split())
LANE_SUFFIXES = ("weg", "steeg", "allee", "wegje")

_SURNAMES = (
    "Abbink Boersma Cornelissen Dijkhuis Engberts Faber Groothuis Hendriksen Ilbrink Jansma Klaassen Lammers "
    "Meulenbeld Nijland Oosterveld Pasman Roelofs Schuurman Tempelman Uitslag Veldkamp Wassink Yildirim "
    "Zwiers Arendsen Bouwhuis Dekkers Haverkamp Kuiper Loman Makkink Nguyen Overbeek Pereira Reimink Stegeman "
    "Tuinstra Verhoef Wolters Bakkal"
)
SURNAMES = tuple(_SURNAMES.split())
INITIALS = "ABCDEFGHIJKLMNPRSTWZ"


def street_names(words: tuple[str, ...], suffixes: tuple[str, ...]) -> Iterator[str]:
    """Street names of a theme, each once: every word with a suffix, then the next suffix, then with a word before."""
    for turn, _ in enumerate(suffixes):
        for index, word in enumerate(words):
            yield word + suffixes[(turn + index) % len(suffixes)]
    for prefix in ("Oude ", "Nieuwe ", "Eerste ", "Tweede ", "Derde "):
        for word in words:
            yield prefix + word + suffixes[0]


def lane_names() -> Iterator[str]:
    """Names of country lanes, each once."""
    for turn, _ in enumerate(LANE_SUFFIXES):
        for index, word in enumerate(LANE_WORDS):
            yield word + LANE_SUFFIXES[(turn + index) % len(LANE_SUFFIXES)]
    for prefix in ("Oude ", "Lage ", "Hoge ", "Korte ", "Lange "):
        for word in LANE_WORDS:
            yield prefix + word + "weg"
