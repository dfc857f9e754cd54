"""What bundling and concierges bring: kilometres, emissions, contact, cost and value. Counting and multiplying only.

Others use what is named here.
"""

from __future__ import annotations

from routing.impact.factors import (
    Factors,
    ImpactError,
    ReportCase,
    ReportInputs,
    co2_avoided_kg,
    factors_of,
    report_case,
    report_inputs,
    stock_km,
)
from routing.impact.value import Year, value, year_of
from routing.impact.year import impact

__all__ = [
    "Factors",
    "ImpactError",
    "ReportCase",
    "ReportInputs",
    "Year",
    "co2_avoided_kg",
    "factors_of",
    "impact",
    "report_case",
    "report_inputs",
    "stock_km",
    "value",
    "year_of",
]
