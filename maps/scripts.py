"""Values of the data into scripts, so that no text can leave its string. No HTML and no page here."""

from __future__ import annotations

import json
from typing import Any

_ESCAPES = {
    "<": "\\u003c",
    ">": "\\u003e",
    "&": "\\u0026",
    "'": "\\u0027",
    "//": "\\u002f\\u002f",
    "{{": "\\u007b\\u007b",
    "{%": "\\u007b%",
    "{#": "\\u007b#",
    "\u2028": "\\u2028",
    "\u2029": "\\u2029",
}
"""What HTML, the offline check or jinja2 would read as more than text. JSON's own signs never form one of these.

branca reads the script of an element as a template a second time, so that ``{{...}}`` of a name would be run.
"""


def script_json(value: Any) -> str:
    """JSON that is safe inside ``<script>`` and inside a template: no ``</``, ``<!--``, ``{{`` or address.

    :raises ValueError: a NaN or infinite number; figures that are missing must be left out or be None.
    """
    out = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign, escaped in _ESCAPES.items():
        out = out.replace(sign, escaped)
    return out
