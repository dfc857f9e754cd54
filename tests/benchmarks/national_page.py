"""How heavy the overview of every buurt of the country is, and how soon a browser has drawn it; figures are generated.

``python -m tests.benchmarks.national_page [TOPOJSON] [--seed 1] [--json]``; without a file the 2019 buurten of
``WIJK_REALDATA``. Keys: buurten, build_seconds, cpu_seconds, megabytes (the page and all it loads), first_draw_s (from
opening to drawn, in Chromium, without a network), zoom_s (a zoom until it is drawn anew), problems.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from playwright.sync_api import sync_playwright

from maps.country import build_country
from maps.data import SiteData
from tests.benchmarks.frailty_national import BUURTEN
from tests.e2e.visit import chromium
from tests.realdata import realdata_folder


def country(path: Path, seed: int) -> tuple[SiteData, pd.Series]:
    """Every buurt of the file, with a figure from a seed; a tenth has none."""
    shapes = gpd.read_file(path).set_crs(4326, allow_override=True).to_crs(28992)
    codes = shapes["statcode"].astype(str)
    buurten = gpd.GeoDataFrame(
        {"buurtcode": codes, "buurtnaam": codes, "gemeentecode": "GM" + codes.str[2:6]},
        geometry=shapes.geometry,
        crs=28992,
    )
    rng = np.random.default_rng(seed)
    values = pd.Series(rng.lognormal(3, 1, len(codes)).round(), index=codes)
    values[rng.random(len(codes)) < 0.1] = np.nan
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    data = SiteData("land", "Nederland", True, moment, "r", "0", moment.date(), buurten=buurten)
    return data, values


def drawn(page_file: Path) -> dict[str, object]:
    """Seconds until the page has drawn its map, and until a zoom has."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(offline=True, viewport={"width": 1280, "height": 900}).new_page()
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(page_file.as_uri(), wait_until="load")
        page.wait_for_function("performance.getEntriesByName('wijk-land').length > 0")
        first = page.evaluate("performance.getEntriesByName('wijk-land')[0].startTime")
        zoom = page.evaluate(
            """() => new Promise(done => { const from = performance.now();
            map_land.setZoom(map_land.getZoom() + 2, { animate: false });
            requestAnimationFrame(() => done(performance.now() - from)); })"""
        )
        browser.close()
    return {"first_draw_s": round(first / 1000, 2), "zoom_s": round(zoom / 1000, 2), "problems": problems}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.national_page", description=__doc__)
    parser.add_argument("topojson", nargs="?", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON object on one line")
    options = parser.parse_args(arguments)
    data, values = country(options.topojson or realdata_folder() / BUURTEN, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        started, cpu = time.perf_counter(), time.process_time()
        page = build_country(data, values, "Gemaakt cijfer", Path(folder) / "land")
        figures: dict[str, object] = {
            "buurten": len(values),
            "build_seconds": round(time.perf_counter() - started, 2),
            "cpu_seconds": round(time.process_time() - cpu, 2),
            "megabytes": round(
                sum(path.stat().st_size for path in page.parent.rglob("*.*") if path.is_file()) / 1e6, 2
            ),
        }
        figures |= drawn(page)
    lines = [json.dumps(figures)] if options.json else [f"{name}: {value}" for name, value in figures.items()]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
