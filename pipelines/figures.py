"""The figures that matter, as a command prints them at the end of a run; read from planning, not computed."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from geo.db.connection import Database
from geo.workspace import Region

PERSONS = """
SELECT sum(c.denominator) FILTER (WHERE c.measure = 'reachable') AS frail,
       sum(c.numerator) FILTER (WHERE c.measure = 'reachable') AS reachable,
       sum(c.numerator) FILTER (WHERE c.measure = 'known') AS known,
       sum(c.numerator) FILTER (WHERE c.measure = 'served') AS served
FROM planning.coverage AS c
JOIN planning.hub_solution AS s USING (region, scenario)
WHERE region = :region AND scenario = 'baseline' AND c.minutes IN (0, :minutes) AND c.mode IN ('none', s.mode)
"""
DAY = """
SELECT count(*) AS routes, coalesce(sum(length_m), 0) / 1000 AS km, coalesce(sum(stops), 0) AS stops,
       coalesce(sum(contact_s), 0) / 60 AS contact_min
FROM planning.route WHERE region = :region AND service_date = :day
"""
HUBS = """
SELECT scenario, hubs, status, gap, mean_duration_s / 60 AS minutes FROM planning.hub_solution
WHERE region = :region ORDER BY scenario <> 'baseline', scenario
"""
LEFT = """
SELECT count(*) FROM planning.unplanned
WHERE region = :region AND service_date = :day AND reason <> 'picks_up'
"""
IMPACT = (
    "SELECT indicator, value FROM planning.impact WHERE region = :region AND service_date = :day AND period = 'year'"
)
VANS = """
SELECT plan, vans, movements, length_m / 1000 AS km FROM planning.van_pool_summary
WHERE region = :region AND service_date = :day AND organisation = '*' ORDER BY plan
"""
YEARLY = {
    "km_electrified": "Kilometres a year electrified (not avoided)",
    "co2_avoided_last_mile_kg": "CO2 a year avoided by electric last mile, kg",
    "km_avoided_stock": "Kilometres a year avoided by stock at the hub (upper bound)",
    "co2_avoided_stock_kg": "CO2 a year avoided by stock at the hub, kg (upper bound)",
}


def figures(database: Database, region: Region, day: dt.date, minutes: int) -> list[str]:
    """One line a figure, in English, aligned; figures that were never made are left out.

    Args:
        database: where they are.
        region: whose.
        day: the service date planned.
        minutes: limit of the baseline's reachable figure.
    """
    engine = database.engine()
    with engine.connect() as connection:

        def ask(query: str) -> list[sa.Row]:
            return list(connection.execute(sa.text(query), {"region": region.region, "day": day, "minutes": minutes}))

        persons, today, left = ask(PERSONS)[0], ask(DAY)[0], ask(LEFT)[0][0]
        hubs, vans = ask(HUBS), ask(VANS)
        impact = {str(row.indicator): float(row.value) for row in ask(IMPACT)}
    engine.dispose()
    lines = [_line(f"Region {region.name}{' (fictional)' if region.fictional else ''}, service date", str(day))]
    if persons.frail:
        lines += [
            _line("Frail residents at home, expected", persons.frail),
            _line(f"  of whom reachable within {minutes} min of a hub", persons.reachable),
            _line("  addresses known (12 months)", persons.known),
            _line("  addresses served (last 4 weeks)", persons.served),
        ]
    for row in hubs:
        proof = row.status if row.status == "evaluated" else f"{row.status}, gap {row.gap:.2%}"
        mean = "nobody reached" if row.minutes is None else f"mean {row.minutes:.1f} min"
        lines.append(_line(f"Hubs, scenario {row.scenario} ({proof}, {mean})", row.hubs))
    lines += [
        _line(f"Routes on {day}", today.routes),
        _line("  stops", today.stops),
        _line("  kilometres, electric", today.km),
        _line("  minutes of contact", today.contact_min),
        _line("  visits that did not fit, listed", left),
    ]
    for plan in vans:
        who = "each alone" if plan.plan == "alone" else "in one pool"
        lines.append(_line(f"Vans {who} ({plan.vans} vans, {plan.km:,.0f} km), movements", plan.movements))
    return lines + [_line(label, impact[key]) for key, label in YEARLY.items() if key in impact]


def _line(label: str, value: object) -> str:
    # a number wherever it is no text
    shown = value if isinstance(value, str) else f"{float(value or 0):,.0f}"  # type: ignore[arg-type]
    return f"{label:<64} {shown:>12}"
