"""The morning summary: asked of the database, written as a page, sent where something is missing or odd.

How it looks is :mod:`maps.morning`'s affair. Counts only leave: a mail and a webhook are outside the vault.
"""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from math import sqrt
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from geo.db.connection import Database
from geo.sources.reading import file_name_of
from geo.workspace import OWN_FILES, Region
from maps.morning import HubDay, Morning, StepCost, as_page, as_text, headline

WEEKS = 8
"""How far back the same weekday counts as usual."""

ENOUGH_WEEKS = 4
"""Fewer days of the same weekday say nothing of what is usual."""

SIGMAS = 3.0
"""How far from usual is odd, in standard deviations: one day in some hundreds by chance."""

LEFT_SHARE = 0.1
"""Share of the visits of a day that do not fit from which that is odd."""

ATTEMPTS = 3
"""How often a mail server or a webhook is tried."""

HUBS = """
SELECT hub.name, count(route.route_id) AS routes, coalesce(sum(route.stops), 0) AS stops,
       coalesce(sum(route.length_m), 0) / 1000 AS km, coalesce(sum(route.contact_s), 0) / 60.0 AS contact_min
FROM core.hub AS hub
LEFT JOIN planning.route AS route
    ON route.region = hub.region AND route.hub_id = hub.hub_id AND route.service_date = :day
WHERE hub.region = :region AND (hub.opened_on IS NULL OR hub.opened_on <= :day)
    AND (hub.closed_on IS NULL OR hub.closed_on > :day)
GROUP BY hub.hub_id, hub.name ORDER BY hub.name, hub.hub_id
"""
LEFT = """
SELECT reason, count(*) FROM planning.unplanned
WHERE region = :region AND service_date = :day AND reason <> 'picks_up'
GROUP BY 1 ORDER BY 2 DESC, 1
"""
ASKED = """
SELECT hub.name, count(asked.hub_id) AS orders FROM core.hub AS hub
JOIN core.order_line AS asked ON asked.region = hub.region AND asked.hub_id = hub.hub_id
WHERE hub.region = :region AND asked.service_date = :day GROUP BY hub.hub_id, hub.name
"""
USUAL = """
SELECT hub.name, count(*) AS days, avg(day.deliveries) AS mean, coalesce(var_samp(day.deliveries), 0) AS variance
FROM (
    SELECT region, hub_id, service_date, count(*) AS deliveries FROM core.delivery
    WHERE region = :region AND service_date >= :since AND service_date < :day
        AND extract(isodow FROM service_date) = extract(isodow FROM CAST(:day AS date))
    GROUP BY region, hub_id, service_date
) AS day
JOIN core.hub AS hub ON hub.region = day.region AND hub.hub_id = day.hub_id
GROUP BY hub.hub_id, hub.name
"""
SETBACKS = "SELECT file_name, since FROM intake.setback WHERE region = :region ORDER BY 1"
OLDER = """
SELECT max(load.loaded_at) > min(made.ended_at) FROM intake.load AS load
JOIN LATERAL (
    SELECT max(step.ended_at) AS ended_at FROM intake.step AS step
    WHERE step.step = 'route_plan' AND step.succeeded AND step.partition = :partition
) AS made ON true
WHERE load.region = :region AND load.superseded_at IS NULL
"""
STEPS = """
SELECT job, step, seconds, peak_mb, succeeded FROM (
    SELECT DISTINCT ON (job, step) job, step, seconds, peak_mb, succeeded FROM intake.step
    WHERE partition = :region OR partition LIKE :of_region ORDER BY job, step, ended_at DESC
) AS latest ORDER BY seconds DESC, job, step
"""
BUILT = "SELECT to_regclass('core.hub') IS NOT NULL"


@dataclass(frozen=True)
class Told:
    """Where a summary went: its page, and the ways by which it was sent (none where all is well)."""

    page: Path
    sent: tuple[str, ...]


def summarise(database: Database, region: Region, day: dt.date) -> Morning:
    """What there is to say of a service date.

    Args:
        database: where the plans are.
        region: whose.
        day: the service date.
    """
    engine = database.engine(role="wijk_owner")
    values = {
        "region": region.region, "day": day, "since": day - dt.timedelta(weeks=WEEKS),
        "partition": f"{region.region}|{day.isoformat()}", "of_region": f"{region.region}|%",
    }  # fmt: skip
    with engine.connect() as connection:

        def ask(query: str) -> list[Any]:
            return list(connection.execute(sa.text(query), values))

        built = bool(ask(BUILT)[0][0])
        hubs = [HubDay(**row._mapping) for row in ask(HUBS)] if built else []
        left = [(str(reason), int(count)) for reason, count in ask(LEFT)]
        asked = {str(row.name): int(row.orders) for row in ask(ASKED)} if built else {}
        usual = ask(USUAL) if built else []
        setbacks, older, steps = ask(SETBACKS), ask(OLDER)[0][0], [StepCost(**row._mapping) for row in ask(STEPS)]
    engine.dispose()
    missing = _missing(region, hubs, asked, steps)
    missing += [
        f"{row.file_name} is sinds {row.since:%d-%m-%Y} niet te lezen; wat eerder was geladen, telt."
        for row in setbacks
    ]
    odd = _odd(hubs, left, asked, usual)
    if older:
        odd.append("Na het plannen van deze dag zijn nog bestanden geladen: het plan kent ze niet.")
    return Morning(region.name, region.region, day, hubs, left, missing, odd, steps)


def _missing(region: Region, hubs: list[HubDay], asked: Mapping[str, int], steps: list[StepCost]) -> list[str]:
    found = []
    if asked and not any(hub.routes for hub in hubs):
        found.append(f"Er is geen plan, terwijl er {sum(asked.values())} bestellingen zijn.")
    else:
        found += [
            f"{hub.name} heeft geen route, terwijl er {asked[hub.name]} bestellingen zijn."
            for hub in hubs
            if not hub.routes and asked.get(hub.name)
        ]
    found += [f"{step.step} is de laatste keer niet gelukt." for step in steps if not step.succeeded]
    gone = [
        file_name_of(path, region)
        for source, paths in region.files.items() if source in OWN_FILES
        for path in paths if not path.is_file()
    ]  # fmt: skip
    return found + [f"{name} is er niet." for name in gone]


def _odd(hubs: list[HubDay], left: list[tuple[str, int]], asked: Mapping[str, int], usual: list[sa.Row]) -> list[str]:
    found = []
    for row in usual:
        mean, spread = float(row.mean), sqrt(max(float(row.mean), float(row.variance)))
        orders = asked.get(str(row.name), 0)
        if row.days >= ENOUGH_WEEKS and abs(orders - mean) > SIGMAS * spread:
            found.append(f"{row.name} heeft {orders} bestellingen; op deze weekdag zijn het er meestal {mean:.0f}.")
    stops, out = sum(hub.stops for hub in hubs), sum(count for _, count in left)
    if out and out > LEFT_SHARE * (stops + out):
        found.append(f"{out} bezoeken passen niet in de dag.")
    return found


def tell(morning: Morning, folder: Path, environment: Mapping[str, str]) -> Told:
    """Writes the page; sends it by the ways that are set where something is missing or odd.

    Args:
        morning: the summary.
        folder: where pages are kept, a file a region and day.
        environment: ``WIJK_WEBHOOK`` (an address that takes JSON with a key ``text``), ``WIJK_MAIL_TO`` (addresses
            joined by commas), ``WIJK_MAIL_FROM``, ``WIJK_SMTP`` (``smtp://`` or ``smtps://user:password@host:port``).

    Raises:
        OSError, httpx.HTTPError: it could not be sent, after three attempts; the page is there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / f"{morning.key}-{morning.day.isoformat()}.html"
    page.write_text(as_page(morning), encoding="utf-8")
    sent = []
    if not morning.quiet:
        if environment.get("WIJK_WEBHOOK"):
            _post(environment["WIJK_WEBHOOK"], morning)
            sent.append("webhook")
        if environment.get("WIJK_MAIL_TO") and environment.get("WIJK_SMTP"):
            _mail(environment, morning)
            sent.append("mail")
    return Told(page, tuple(sent))


def _post(address: str, morning: Morning) -> None:
    import httpx

    for attempt in _attempts(httpx.HTTPError):
        with attempt:
            httpx.post(address, json={"text": as_text(morning)}, timeout=20).raise_for_status()


def _mail(environment: Mapping[str, str], morning: Morning) -> None:
    letter = EmailMessage()
    letter["Subject"], letter["To"] = headline(morning), environment["WIJK_MAIL_TO"]
    letter["From"] = environment.get("WIJK_MAIL_FROM") or environment["WIJK_MAIL_TO"].split(",")[0]
    letter.set_content(as_text(morning))
    letter.add_alternative(as_page(morning), subtype="html")
    server = urlsplit(environment["WIJK_SMTP"])
    secure = server.scheme == "smtps"
    way = smtplib.SMTP_SSL if secure else smtplib.SMTP
    for attempt in _attempts(OSError):
        with attempt, way(server.hostname or "localhost", server.port or (465 if secure else 25), timeout=20) as post:
            if server.username:
                if not secure:
                    post.starttls()
                post.login(unquote(server.username), unquote(server.password or ""))
            post.send_message(letter)


def _attempts(error: type[BaseException]) -> Retrying:
    return Retrying(
        retry=retry_if_exception_type(error),
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential(multiplier=0.2, max=5),
        reraise=True,
    )
