"""What bundling and concierges bring: kilometres, emissions, contact, cost and value. Counting and multiplying only.

Others use what is named here.
"""

from __future__ import annotations

from routing.impact.year import Factors, ImpactError, ReportCase, co2_avoided_kg, impact, report_case, stock_km

__all__ = ["Factors", "ImpactError", "ReportCase", "co2_avoided_kg", "impact", "report_case", "stock_km"]
