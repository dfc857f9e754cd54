"""Text of the data in a CSV that a spreadsheet opens: never taken for a formula."""

from __future__ import annotations

import pandas as pd

FORMULA = r"^(?=\s*[=+\-@\t\r|%])"
"""How a cell begins that a spreadsheet would run (OWASP, CSV injection)."""


def neutral(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with an apostrophe before every text that would run; numbers, dates and truth values as they are."""
    out = pd.DataFrame(frame).copy()
    for name in out.columns:
        if pd.api.types.is_string_dtype(out[name].dtype) or out[name].dtype == object:
            known = out[name].notna()
            text = out.loc[known, name].astype("str").str.replace(FORMULA, "'", regex=True)
            out[name] = text.reindex(out.index)
    return out


def csv_text(frame: pd.DataFrame) -> str:
    """The frame as a CSV that a Dutch spreadsheet opens by itself: semicolons, a byte order mark; missing is empty."""
    return "\ufeff" + neutral(frame).to_csv(sep=";", index=False, lineterminator="\n", na_rep="")
