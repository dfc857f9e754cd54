"""How fast the page Wat als answers in a browser: from an input event until the new map and figures are painted.

Two made-up regions, each a page built as the site builds it and opened in a headless Chromium without a network: a
gemeente of 70 buurten x 60 sites and a country of 13,594 x 500 (``--only`` one of them; ``--dense`` with all pairs
within the hour). A TopoJSON FILE, such as that of the 2019 buurten of ``$WIJK_REALDATA``, gives the country its shapes.

Run: ``python -m tests.benchmarks.what_if --json``. A line a region; keys: region, buurten, sites, times, minutes
(beyond which no time is told), page_mb (page, data and scripts), build_seconds, first_map_ms (from the start of
loading until the map is painted), script_ms (median of a change, without painting), toggle_ms, slide_ms (median of
``--rounds``, to the second frame after the event) and their worst, event_ms (median of real clicks and keys, as
Chromium's own event timing has it, to the next paint) and its worst, errors.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from maps.data import ScenarioInfo, SiteData
from maps.pages import what_if
from maps.render import HERE, render_page
from maps.site import _shared
from tests.e2e.visit import chromium

RD, SPEED_M_S, DETOUR, HOUR_S = "EPSG:28992", 4.2, 1.3, 3600.0
SIZES = {"gemeente": (70, 60, 900.0), "country": (13_594, 500, 1_600.0)}
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

PAINTED = """async ([kind, at]) => {
  const box = document.querySelectorAll('#watals-plekken input')[at], slider = document.getElementById('watals-minuten');
  const before = performance.now();
  if (kind === 'toggle') { box.click(); } else { slider.value = at; slider.dispatchEvent(new Event('input')); }
  const script = performance.now() - before;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return [performance.now() - before, script];
}"""
WATCH = """() => {
  window.wijkTimed = [];
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    if (['click', 'keydown'].includes(entry.name)) { window.wijkTimed.push(entry.duration); }
  }))
    .observe({ type: 'event', durationThreshold: 16, buffered: false });
}"""


def made(buurten: int, sites: int, side_m: float, shapes: np.ndarray | None, *, dense: bool, seed: int = 1) -> SiteData:
    """A region of so many buurten and sites; times are straight lines x 1.3, up to an hour by cargo bike."""
    rng = np.random.default_rng(seed)
    drawn = grid(buurten, side_m, rng) if shapes is None else shapes
    codes = [f"BU{number:08d}" for number in range(len(drawn))]
    areas = gpd.GeoDataFrame(
        {"buurtcode": codes, "buurtnaam": [f"Buurt {code[2:]}" for code in codes], "wijkcode": [f"WK{code[2:8]}" for code in codes]},
        geometry=drawn, crs=RD,
    )  # fmt: skip
    middle = shapely.get_coordinates(shapely.centroid(drawn))
    at = middle[rng.choice(len(middle), sites, replace=len(middle) < sites)] + rng.normal(0, side_m / 3, (sites, 2))
    ids = [f"P{number:03d}" for number in range(sites)]
    speed = SPEED_M_S if not dense else DETOUR * np.ptp(middle, axis=0).sum() / HOUR_S
    near = cKDTree(at).query_ball_point(middle, HOUR_S * speed / DETOUR)
    count = np.array([len(found) for found in near])
    buurt, site = (
        np.repeat(np.arange(len(middle)), count),
        np.concatenate([np.sort(found) for found in near]).astype(int),
    )
    seconds = DETOUR * np.hypot(*(middle[buurt] - at[site]).T) / speed
    travel = pd.DataFrame({"scenario": "baseline", "site_id": np.array(ids)[site], "buurtcode": np.array(codes)[buurt],
                           "mode": "cargo_bike", "duration_s": seconds})  # fmt: skip
    hubs = gpd.GeoDataFrame(
        {"scenario": "baseline", "hub_id": ids, "name": [f"Plek {each}" for each in ids], "kind": "candidate",
         "state": np.where(np.arange(sites) < sites // 5, "opened", "candidate"), "load": np.nan, "mean_duration_s": np.nan,
         "regret": np.nan, "stability": np.nan},
        geometry=shapely.points(at), crs=RD,
    )  # fmt: skip
    frail = pd.DataFrame({"scenario": "baseline", "buurtcode": codes, "group_name": "frail_65_plus_home",
                          "expected": rng.gamma(2, 15, len(codes))})  # fmt: skip
    return SiteData(
        region="land", name="Proefland", fictional=True, generated_at=dt.datetime(2026, 2, 2, tzinfo=dt.UTC), run_id="r",
        version="0", service_date=dt.date(2026, 2, 3), buurten=areas, hubs=hubs, travel_time=travel, frailty=frail,
        scenarios=(ScenarioInfo("baseline", "Vandaag", "cargo_bike", 10, {"cargo_bike": 60}),),
    )  # fmt: skip


def grid(count: int, side_m: float, rng: np.random.Generator) -> np.ndarray:
    """Areas side by side whose shared borders wind: six points an edge."""
    columns = int(np.ceil(np.sqrt(count)))
    rows = -(-count // columns)
    steps = 6
    wind = rng.normal(0, side_m / 30, (2, rows + 1, columns + 1, steps, 2))
    wind[:, :, :, 0] = 0.0

    def edge(kind: int, row: int, column: int) -> np.ndarray:
        along = np.arange(steps)[:, None] / steps * np.array([[1.0, 0.0], [0.0, 1.0]][kind])
        return (np.array([column, row]) + along) * side_m + wind[kind, row, column] + np.array([20_000.0, 320_000.0])

    shapes = []
    for number in range(count):
        row, column = divmod(number, columns)
        corner = np.array([column + 1, row + 1]) * side_m + np.array([20_000.0, 320_000.0])
        shapes.append(
            shapely.Polygon(
                np.concatenate(
                    [edge(0, row, column), edge(1, row, column + 1), [corner], edge(0, row + 1, column)[::-1], edge(1, row, column)[::-1]]
                )
            )
        )  # fmt: skip
    return np.array(shapes, dtype=object)


def measured(name: str, data: SiteData, folder: Path, rounds: int) -> dict[str, Any]:
    """The page of a region, built and played with."""
    from playwright.sync_api import sync_playwright

    started = time.perf_counter()
    shutil.copytree(HERE / "static", folder / "static")
    (folder / "static" / "base.js").write_text(_shared(data), encoding="utf-8")
    page_html = render_page(what_if.build(data), data)
    (folder / "watals.html").write_text(page_html, encoding="utf-8")
    seconds = time.perf_counter() - started
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.suffix in (".html", ".js", ".css"))
    problems: list[str] = []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM)
        page = running.new_context(offline=True, viewport={"width": 1280, "height": 900}).new_page()
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto((folder / "watals.html").as_uri(), wait_until="load", timeout=60_000)
        first = page.evaluate(
            "async () => { await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));"
            " return performance.now(); }"
        )
        sites = page.locator("#watals-plekken input").count()
        toggles = [page.evaluate(PAINTED, ["toggle", (each * 7) % sites]) for each in range(rounds)]
        slides = [page.evaluate(PAINTED, ["slide", 5 + each % 20]) for each in range(rounds)]
        page.evaluate(WATCH)
        for each in range(min(rounds, 5)):
            page.locator("#watals-plekken input").nth(each).click()
            page.locator("#watals-minuten").press("ArrowRight")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        events = page.evaluate("window.wijkTimed")
        running.close()
    spec = json.loads(page_html.split('id="watals-gegevens">')[1].split("</script>")[0])
    return {
        "region": name, "buurten": len(data.buurten), "sites": sites, "times": len(data.travel_time),
        "minutes": spec["times"][0]["minutes"], "page_mb": round(size / 1e6, 2), "build_seconds": round(seconds, 1),
        "first_map_ms": round(first), "script_ms": round(float(np.median([each[1] for each in toggles + slides]))),
        **_times("toggle", [each[0] for each in toggles]), **_times("slide", [each[0] for each in slides]),
        **_times("event", events), "errors": len(problems),
    }  # fmt: skip


def _times(name: str, milliseconds: list[float]) -> dict[str, int]:
    return {
        f"{name}_ms": round(float(np.median(milliseconds or [0]))),
        f"{name}_worst_ms": round(max(milliseconds, default=0)),
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.what_if", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help="TopoJSON or GeoJSON of a country's buurten (WGS 84)")
    parser.add_argument("--only", choices=sorted(SIZES))
    parser.add_argument("--dense", action="store_true", help="every site within the hour of every buurt")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args(arguments)
    for name, (buurten, sites, side_m) in SIZES.items():
        if options.only and name != options.only:
            continue
        shapes = None
        if options.file is not None and name == "country":
            read = gpd.read_file(options.file).set_crs(4326, allow_override=True).to_crs(RD).geometry.to_numpy()
            shapes = shapely.make_valid(read, method="structure", keep_collapsed=False)
        data = made(buurten, sites, side_m, shapes, dense=options.dense)
        with tempfile.TemporaryDirectory() as folder:
            figures = measured(name, data, Path(folder), options.rounds)
        lines = [json.dumps(figures)] if options.json else [f"{key}: {value}" for key, value in figures.items()]
        sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
