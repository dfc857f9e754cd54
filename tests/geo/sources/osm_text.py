"""Small OpenStreetMap files as text, for tests."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr


def tags(**values: str) -> str:
    """Tags; a double underscore in a name stands for a colon."""
    return "".join(f"<tag k={quoteattr(k.replace('__', ':'))} v={quoteattr(v)}/>" for k, v in values.items())


def node(number: int, lon: float, lat: float, **values: str) -> str:
    """A node at degrees."""
    return f'<node id="{number}" version="1" lat="{lat}" lon="{lon}">{tags(**values)}</node>'


def way(number: int, nodes: list[int], **values: str) -> str:
    """A way along nodes."""
    refs = "".join(f"<nd ref={quoteattr(str(n))}/>" for n in nodes)
    return f'<way id="{number}" version="1">{refs}{tags(**values)}</way>'


def relation(number: int, members: list[tuple[str, int, str]], **values: str) -> str:
    """A relation of members: kind (n, w, r), number, role."""
    kinds = {"n": "node", "w": "way", "r": "relation"}
    parts = "".join(f'<member type="{kinds[k]}" ref="{n}" role={quoteattr(role)}/>' for k, n, role in members)
    return f'<relation id="{number}" version="1">{parts}{tags(**values)}</relation>'


def extract(*parts: str) -> str:
    """A whole file."""
    return f'<?xml version="1.0"?><osm version="0.6" generator="test">{"".join(parts)}</osm>'
