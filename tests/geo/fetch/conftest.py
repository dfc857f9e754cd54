"""A server, and a client that notes its waits instead of waiting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from geo.fetch.client import Client, Manners
from tests.geo.fetch.server import Server, serving

NOON = dt.datetime(2026, 2, 3, 12, 0, tzinfo=dt.UTC)


@dataclass
class Watch:
    """The time of day as a test sets it, and the waits that were asked for."""

    now: dt.datetime = NOON
    waits: list[float] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def client(watch: Watch) -> Iterator[Client]:
    with client_of(watch, Manners(pause_s=0, attempts=4, read_s=5)) as made:
        yield made


def client_of(watch: Watch, manners: Manners) -> Client:
    return Client(manners, sleep=watch.waits.append, now=lambda: watch.now)
