"""Values in scripts: no text of the data leaves its string."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.scripts import script_json

TEXTS = st.text(alphabet=st.sampled_from("<>&'\"/\\\\{}%#!-\u2028a ")) | st.text(max_size=8)
LEAVES = TEXTS | st.integers() | st.none()
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3))
SIGNS = ("<", ">", "&", "'", "//", "{{", "{%", "{#", "\u2028", "\u2029")


@given(VALUES)
def test_a_value_comes_back_as_it_was_and_shows_nothing_that_others_would_read(value: object) -> None:
    written = script_json(value)
    assert json.loads(written) == value
    assert not any(sign in written for sign in SIGNS)


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!--", "]]>", "http://kwaad.example/x.js", "{{7*7}}"]
)
def test_hostile_text_is_written_in_escapes(text: str) -> None:
    assert text not in script_json({"naam": text})


def test_a_missing_figure_that_was_not_left_out_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        script_json({"waarde": float("nan")})
