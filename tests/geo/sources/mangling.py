"""Ways in which a published file gets damaged, and the one promise: refused or told, never another figure in silence."""

from __future__ import annotations

import random
from collections.abc import Callable

import pandas as pd
from hypothesis import strategies as st

from geo.sources import SourceError
from geo.sources.landed import Read

Damage = Callable[[bytes], bytes]
LONG = "x" * 1_000_000
HTML = b"<!DOCTYPE html>\n<html><body><h1>503; Service Unavailable</h1></body></html>\n"
FORMULAS = ("=1+1", '=HYPERLINK("http://x";"y")', "@SUM(A1)", "-2+3", "#REF!", "1E9", "1.234", "12,5,0", "0x10")
WAYS = ("cut", "nul", "utf-16", "latin-1", "html", "html_behind", "long", "formula", "quote", "blank", "double")


@st.composite
def damage(draw: st.DrawFn, ways: tuple[str, ...] = WAYS, separator: str = ";") -> Damage:
    """A way to damage a text file with one record a line."""
    way, seed = draw(st.sampled_from(ways)), draw(st.integers(0, 10**6))
    return lambda data: damaged(data, way, seed, separator)


def damaged(data: bytes, way: str, seed: int, separator: str = ";") -> bytes:
    """The file after one accident; ``seed`` says where."""
    dice = random.Random(seed)
    if way == "cut":
        return data[: dice.randrange(len(data))]
    if way == "nul":
        place = dice.randrange(len(data))
        return data[:place] + b"\x00" * dice.randint(1, 5) + data[place:]
    if way == "utf-16":
        return data.decode().encode("utf-16")
    if way == "latin-1":
        return data.decode().encode("latin-1", errors="replace")
    if way == "html":
        return HTML
    if way == "html_behind":
        return data[: dice.randrange(len(data))] + HTML
    lines = data.decode().splitlines()
    line = dice.randrange(1, len(lines))
    if way == "double":
        return "\n".join([*lines, lines[line], ""]).encode()
    cells = lines[line].split(separator)
    place = dice.randrange(len(cells))
    cells[place] = {
        "long": LONG, "formula": dice.choice(FORMULAS), "quote": f'"{cells[place]}', "blank": "",
    }[way]  # fmt: skip
    lines[line] = separator.join(cells)
    return "\n".join([*lines, ""]).encode()


def shuffled(data: bytes, seed: int, separator: str = ";") -> bytes:
    """The same table with its columns in another order."""
    rows = [line.split(separator) for line in data.decode().splitlines()]
    order = list(range(len(rows[0])))
    random.Random(seed).shuffle(order)
    return "\n".join([*(separator.join(row[place] for place in order) for row in rows), ""]).encode()


def assert_nothing_changed_in_silence(
    read: Callable[[], Read], whole: Read, table: str, keys: list[str], texts: tuple[str, ...] = ()
) -> None:
    """Reads a damaged file: refused, or each figure as in the whole file unless a reject or a warning tells of it.

    Args:
        read: reads the damaged file.
        whole: the undamaged file as read.
        table: whose frame is compared.
        keys: what names a row in it.
        texts: columns that hold no figures, such as a name; any text is as good as another.
    """
    try:
        found = read()
    except SourceError as error:
        assert len(str(error)) < 2_000  # noqa: PT017 - any SourceError is fine, as long as a planner can read it
        return
    assert found.rejects["value"].str.len().max() <= 60 or found.rejects.empty
    assert all(len(sentence) < 2_000 for sentence in found.warnings)
    told = bool(len(found.rejects)) or set(found.warnings) != set(whole.warnings)
    before, after = (plain(each.frames[table], keys) for each in (whole, found))
    if not told:
        before, after = before.drop(columns=list(texts)), after.drop(columns=list(texts))
        pd.testing.assert_frame_equal(after, before.loc[after.index], check_index_type=False)


def plain(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The frame by its keys as text, without row numbers and shapes of numbers."""
    named = frame.assign(**{key: frame[key].astype("str").fillna("") for key in keys})
    return named.drop(columns="row_number").set_index(keys).sort_index().astype(object).map(str)
