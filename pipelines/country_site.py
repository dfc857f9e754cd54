"""From what is planned for every region of the database to the one page of all their buurten.

The page itself is :mod:`maps.country`.
"""

from __future__ import annotations

import datetime as dt
import shutil
from importlib.metadata import version
from pathlib import Path

import geopandas as gpd
import pandas as pd
import sqlalchemy as sa

from geo.db.connection import Database
from geo.workspace import WorkspaceError
from maps.country import build_country
from maps.data import RD_NEW, SiteData
from maps.texts import text

BUURTEN = """
SELECT DISTINCT ON (buurtcode) buurtcode, buurtnaam, gemeentecode, geometry FROM core.buurt
WHERE geometry IS NOT NULL ORDER BY buurtcode, region
"""
FRAIL = """
SELECT DISTINCT ON (buurtcode) buurtcode, expected, run_id FROM planning.frailty
WHERE scenario = 'baseline' AND group_name = 'frail_65_plus_home' ORDER BY buurtcode, region
"""
SOURCES = "SELECT DISTINCT attribution FROM intake.load WHERE superseded_at IS NULL AND attribution <> '' ORDER BY 1"
MADE_UP = "GM9"
"""How the codes of gemeenten begin that do not exist."""


def country_site(database: Database, folder: Path) -> Path:
    """Builds the overview of the expected frail at home in ``folder``, which is replaced; returns its page.

    Internal, as the site of a region is: its counts are not rounded.

    :raises geo.workspace.WorkspaceError: no region was planned.
    """
    nothing = WorkspaceError("No region was planned yet; start with: wijk run --workspace DIR")
    engine = database.engine()
    with engine.connect() as connection:
        if connection.scalar(sa.text("SELECT to_regclass('core.buurt')")) is None:
            raise nothing  # dbt never ran
        buurten = gpd.read_postgis(sa.text(BUURTEN), connection, geom_col="geometry", crs=RD_NEW)
        frail = pd.read_sql(sa.text(FRAIL), connection).set_index("buurtcode")
        attributions = tuple(connection.scalars(sa.text(SOURCES)))
    engine.dispose()
    if buurten.empty or frail.empty:
        raise nothing
    now = dt.datetime.now(dt.UTC)
    data = SiteData(
        region="land",
        name=text("land.name"),
        fictional=bool(buurten["gemeentecode"].str.startswith(MADE_UP).any()),
        generated_at=now,
        run_id=", ".join(sorted(frail["run_id"].unique())[:3]),
        version=version("wijkplan"),
        service_date=now.date(),
        attributions=attributions,
        buurten=buurten,
    )
    building = folder.with_name(f".{folder.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.parent.mkdir(parents=True, exist_ok=True)
    build_country(data, frail["expected"].astype(float), text("land.frail"), building)
    shutil.rmtree(folder, ignore_errors=True)
    building.rename(folder)
    return folder / "index.html"
