"""What a site is built from: the frames and facts of one region. No drawing, no text and no file here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

import geopandas as gpd
import pandas as pd

from geo.decision import Decision
from maps.manual import Manual

RD_NEW = 28992
"""EPSG code that every geometry handed to this package has."""

BASELINE = "baseline"
"""The scenario of today's hubs."""


class SiteDataError(ValueError):
    """The data of a site cannot be drawn: a column, a CRS or a scenario is missing."""


@dataclass(frozen=True)
class ScenarioInfo:
    """One scenario as the pages name it; ``mode`` and ``minutes`` are the means of travel and limit of its coverage.

    ``horizons``: minutes that travel times are kept, by means. ``quality_weights``: as the scenario has them.
    ``start``: lines of YAML that a scenario made from this one takes over.
    """

    scenario: str
    title: str
    mode: str = "cargo_bike"
    minutes: int = 10
    horizons: Mapping[str, int] = field(default_factory=dict)
    quality_weights: Mapping[str, float] = field(default_factory=dict)
    start: str = ""


def _no_rows() -> pd.DataFrame:
    return pd.DataFrame()


@dataclass(frozen=True)
class SiteData:
    """Everything that a site shows of one region; frames may be empty, geometries are in RD New (EPSG:28992).

    Frames have the columns of ``planning``, ``core`` and ``intake`` tables; those by scenario carry ``scenario``.

    - ``base``: kind, class, name, geometry (intake.map_feature)
    - ``buurten``: core.buurt with geometry; ``wijken``: wijkcode, wijknaam, geometry (made from ``buurten`` when empty)
    - ``facilities``: core.facility; ``zones``: core.zone (areas in which only some vehicles may drive)
    - ``known_hubs``: core.hub; ``suppliers``: supplier_id, name; ``depots``: depot_id, supplier_id, name, geometry
    - ``travel_time``: planning.travel_time
    - ``hubs``: planning.hub_site; ``hub_solutions``: planning.hub_solution; ``hub_equivalents``, ``hub_wishes``,
      ``hub_steps``, ``hub_fronts``: planning.hub_equivalent, .hub_wish, .hub_step, .hub_front; ``hub_compared``:
      marts.hub_compare; and likewise ``frailty``, ``ranking``,
      ``coverage``, ``catchment``, ``service_areas``, ``reach``, ``reach_change``, ``white_spots``, ``contributions``,
      ``access``, ``barriers``, ``cut_off``, ``bundling``, ``flows`` (by scenario), ``routes``, ``stops``,
      ``unplanned``, ``route_days``, ``route_streets``, ``route_changes`` (planning.route_day, .route_street,
      .route_change), ``forecast``, ``forecast_room``, ``forecast_test``,
      ``van_*``, ``impact`` (of ``service_date``); and likewise
      ``bundling_parts``, ``bundling_figures``, ``bundling_options``, ``values``: planning.bundling_part,
      .bundling_figure, .bundling_option, .value; ``day_points``, ``day_suppliers``, ``day_moves``:
      planning.delivery_day_point, _supplier, _move; ``parties``, ``handovers``: planning.cooperation_party, _handover
    - ``frailty_totals``: planning.frailty_total; ``ranking``, ``buurt_ranking``: planning.wijk_ranking, .buurt_ranking;
      ``criteria``: planning.ranking_criterion; ``sequence``: planning.wijk_sequence; ``candidate_costs``,
      ``candidate_months``: planning.candidate_cost, .candidate_month; ``pictures``: planning.buurtbeeld
    - ``decision``: what was decided, None where nothing is recorded
    - ``sources``: intake.load, current loads; ``rejects``: file_name, row_number, column_name, rule, sentence
      (intake.reject; no values); ``findings``: sentence (what does not fit between files)
    - ``manual``: what the tables mean, see :mod:`maps.manual`
    """

    region: str
    name: str
    fictional: bool
    generated_at: dt.datetime
    run_id: str
    version: str
    service_date: dt.date
    scenarios: tuple[ScenarioInfo, ...] = ()
    notices: tuple[str, ...] = ()
    attributions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    timezone: str = "Europe/Amsterdam"
    base: pd.DataFrame = field(default_factory=_no_rows)
    buurten: pd.DataFrame = field(default_factory=_no_rows)
    wijken: pd.DataFrame = field(default_factory=_no_rows)
    known_hubs: pd.DataFrame = field(default_factory=_no_rows)
    facilities: pd.DataFrame = field(default_factory=_no_rows)
    zones: pd.DataFrame = field(default_factory=_no_rows)
    suppliers: pd.DataFrame = field(default_factory=_no_rows)
    depots: pd.DataFrame = field(default_factory=_no_rows)
    travel_time: pd.DataFrame = field(default_factory=_no_rows)
    hubs: pd.DataFrame = field(default_factory=_no_rows)
    hub_solutions: pd.DataFrame = field(default_factory=_no_rows)
    hub_equivalents: pd.DataFrame = field(default_factory=_no_rows)
    hub_wishes: pd.DataFrame = field(default_factory=_no_rows)
    hub_steps: pd.DataFrame = field(default_factory=_no_rows)
    hub_fronts: pd.DataFrame = field(default_factory=_no_rows)
    hub_compared: pd.DataFrame = field(default_factory=_no_rows)
    frailty: pd.DataFrame = field(default_factory=_no_rows)
    frailty_totals: pd.DataFrame = field(default_factory=_no_rows)
    ranking: pd.DataFrame = field(default_factory=_no_rows)
    buurt_ranking: pd.DataFrame = field(default_factory=_no_rows)
    criteria: pd.DataFrame = field(default_factory=_no_rows)
    sequence: pd.DataFrame = field(default_factory=_no_rows)
    candidate_costs: pd.DataFrame = field(default_factory=_no_rows)
    candidate_months: pd.DataFrame = field(default_factory=_no_rows)
    pictures: pd.DataFrame = field(default_factory=_no_rows)
    coverage: pd.DataFrame = field(default_factory=_no_rows)
    catchment: pd.DataFrame = field(default_factory=_no_rows)
    service_areas: pd.DataFrame = field(default_factory=_no_rows)
    reach: pd.DataFrame = field(default_factory=_no_rows)
    reach_change: pd.DataFrame = field(default_factory=_no_rows)
    white_spots: pd.DataFrame = field(default_factory=_no_rows)
    contributions: pd.DataFrame = field(default_factory=_no_rows)
    access: pd.DataFrame = field(default_factory=_no_rows)
    barriers: pd.DataFrame = field(default_factory=_no_rows)
    cut_off: pd.DataFrame = field(default_factory=_no_rows)
    bundling: pd.DataFrame = field(default_factory=_no_rows)
    flows: pd.DataFrame = field(default_factory=_no_rows)
    routes: pd.DataFrame = field(default_factory=_no_rows)
    stops: pd.DataFrame = field(default_factory=_no_rows)
    unplanned: pd.DataFrame = field(default_factory=_no_rows)
    route_days: pd.DataFrame = field(default_factory=_no_rows)
    route_streets: pd.DataFrame = field(default_factory=_no_rows)
    route_changes: pd.DataFrame = field(default_factory=_no_rows)
    forecast: pd.DataFrame = field(default_factory=_no_rows)
    forecast_room: pd.DataFrame = field(default_factory=_no_rows)
    forecast_test: pd.DataFrame = field(default_factory=_no_rows)
    van_summary: pd.DataFrame = field(default_factory=_no_rows)
    van_trips: pd.DataFrame = field(default_factory=_no_rows)
    van_stops: pd.DataFrame = field(default_factory=_no_rows)
    van_steps: pd.DataFrame = field(default_factory=_no_rows)
    van_gains: pd.DataFrame = field(default_factory=_no_rows)
    van_hours: pd.DataFrame = field(default_factory=_no_rows)
    van_overlap: pd.DataFrame = field(default_factory=_no_rows)
    van_fleet: pd.DataFrame = field(default_factory=_no_rows)
    van_lines: pd.DataFrame = field(default_factory=_no_rows)
    van_line_stops: pd.DataFrame = field(default_factory=_no_rows)
    impact: pd.DataFrame = field(default_factory=_no_rows)
    bundling_parts: pd.DataFrame = field(default_factory=_no_rows)
    bundling_figures: pd.DataFrame = field(default_factory=_no_rows)
    bundling_options: pd.DataFrame = field(default_factory=_no_rows)
    day_points: pd.DataFrame = field(default_factory=_no_rows)
    day_suppliers: pd.DataFrame = field(default_factory=_no_rows)
    day_moves: pd.DataFrame = field(default_factory=_no_rows)
    parties: pd.DataFrame = field(default_factory=_no_rows)
    handovers: pd.DataFrame = field(default_factory=_no_rows)
    values: pd.DataFrame = field(default_factory=_no_rows)
    sources: pd.DataFrame = field(default_factory=_no_rows)
    rejects: pd.DataFrame = field(default_factory=_no_rows)
    findings: pd.DataFrame = field(default_factory=_no_rows)
    manual: Manual = field(default_factory=Manual)
    decision: Decision | None = None


RANKED = (
    "rank score top_k top_k_probability rank_low rank_high value_rank_low value_rank_high value_top_k_share"
    " swing_criterion expected_frail frail_per_100 frail_per_km2 known_share nearest_hub_s missing reason"
)
"""Columns of a ranking, of wijken as of buurten."""

REQUIRED: Mapping[str, str] = {
    "base": "kind class name geometry",
    "buurten": "buurtcode buurtnaam wijkcode geometry",
    "wijken": "wijkcode geometry",
    "known_hubs": "hub_id name geometry",
    "facilities": "facility_id name kind geometry",
    "zones": "zone_id name kind valid_from valid_to geometry",
    "suppliers": "supplier_id name",
    "depots": "depot_id supplier_id name geometry",
    "travel_time": "scenario site_id buurtcode mode duration_s",
    "hubs": "scenario hub_id name kind state load mean_duration_s regret stability geometry",
    "hub_solutions": "scenario model minutes hubs candidates objective bound gap status mean_duration_s unreachable",
    "hub_equivalents": "scenario hub_id other_id position",
    "hub_wishes": "scenario kind subject position better fraction",
    "hub_steps": "scenario step year hub_id hubs objective mean_duration_s unreachable covered",
    "hub_fronts": "scenario front point first second hub_ids chosen exact",
    "hub_compared": "scenario other_scenario buurtcode mode expected_frail hub_id other_hub_id minutes other_minutes"
    " minutes_change verdict",
    "frailty": "scenario buurtcode group_name rate_set projection_year expected low high imputed sources missing"
    " imputed_figures",
    "frailty_totals": "scenario area_kind area_code group_name expected low high buurten imputed",
    "ranking": f"scenario wijkcode wijknaam {RANKED}",
    "buurt_ranking": f"scenario buurtcode buurtnaam {RANKED}",
    "criteria": "scenario area_kind area_code criterion value unit half score weight contribution imputed rank_dropped"
    " rank_doubled",
    "sequence": "scenario step phase wijkcode wijknaam added alone cumulative share bound lead village reason",
    "candidate_costs": "scenario wijkcode wijknaam residents visits_per_week deliveries_per_year"
    " concierge_hours_per_week fte vehicles staff_eur vehicle_eur site_eur coordination_eur total_eur total_low_eur"
    " total_high_eur per_resident_eur income_eur unfunded_eur break_even_deliveries start_unfunded_eur agenda_eur",
    "candidate_months": "scenario wijkcode month share deliveries cost_eur income_eur unfunded_eur",
    "pictures": "scenario area_kind area_code figure area_name theme position value low high unit gemeente country"
    " text_nl note_nl",
    "coverage": "scenario buurtcode measure mode minutes value numerator denominator status",
    "catchment": "scenario buurtcode hub_id duration_s length_m expected_frail share addresses main forced rule",
    "service_areas": "scenario hub_id mode minutes method addresses expected_frail open residents_known facilities"
    " zone_addresses geometry",
    "reach": "scenario area_code mode area_kind expected_frail reached_share p10_s p50_s p90_s hub_id method",
    "reach_change": "scenario buurtcode mode minutes hub_id gained_frail lost_frail kept_frail never_frail change_s"
    " verdict",
    "white_spots": "scenario spot mode minutes buurtcode addresses expected_frail nearest_hub_id nearest_s geometry",
    "contributions": "scenario hub_id mode minutes open reached_frail added_frail total_frail addresses"
    " added_addresses",
    "access": "scenario buurtcode kind mode expected_frail nearest_id p50_s p90_s within_10_share within_15_share score"
    " score_ratio facilities with_capacity method",
    "barriers": "scenario buurtcode mode pairs detour_p50 detour_p90 no_way_share worst_buurtcode worst_detour"
    " barrier_kinds barrier_names",
    "cut_off": "scenario mode subject subject_id state name count expected_frail street_m",
    "bundling": "scenario measure supplier_a supplier_b period_from period_to deliveries bundlable share",
    "flows": "scenario supplier_id hub_id buurtcode channel deliveries delivery_days supplier_leg_m hub_leg_m",
    "routes": "route_id hub_id concierge_key departure arrival stops length_m driving_s service_s contact_s waiting_s",
    "stops": "route_id position buurtcode kind contact arrival service_s leg_m familiar",
    "unplanned": "hub_id reason proposed_date",
    "route_days": "hub_id made routes concierges stops contacts familiar_contacts late left_out length_m driving_s"
    " contact_s duty_s waiting_s load_l capacity_l supplier_m co2_low_g co2_high_g driven_stops driven_contact_s"
    " planned_contact_s driven_same_concierge",
    "route_streets": "route_id geometry",
    "route_changes": "hub_id stop_id what concierge_before arrival_before concierge_after arrival_after",
    "forecast": "hub_id supplier_id goods_kind forecast_date expected low high",
    "forecast_room": "hub_id forecast_date duty_s known_stops known_s expected low high reserved_s reserved_l free_s",
    "forecast_test": "origin days told held level actual expected mae mae_naive mae_weekday_mean",
    "van_summary": "plan organisation vans requests served movements length_m empty_m mean_ride_s"
    " occupancy co2_g reasons",
    "van_trips": "plan vehicle_id organisation departure arrival requests passengers length_m empty_m movements",
    "van_stops": "plan vehicle_id position kind buurtcode arrival on_board",
    "van_steps": "step organisations vans requests served movements length_m empty_m occupancy mean_ride_s"
    " longest_ride_s mean_wait_s cost_eur co2_g",
    "van_gains": "organisation alone_eur gain_eur share exact",
    "van_hours": "plan hour vans_out places_out passengers length_m empty_m",
    "van_overlap": "organisation other requests overlapping",
    "van_fleet": "vans days days_served share left_out keep",
    "van_lines": "line_id weekday purpose buurtcode arrival_s asked riders weeks vans length_m cost_eur",
    "van_line_stops": "line_id position facility_id buurtcode departure_s riders walk_s",
    "impact": "indicator period value low high unit formula source",
    "bundling_parts": "measure dimension code deliveries bundlable share residents streets",
    "bundling_figures": "dimension code indicator value marginal dedicated report target unit",
    "bundling_options": "option code indicator value low high unit formula source",
    "day_points": "point position default_point on_front lost_allowed model_m bound_m gap status supplier_km"
    " concierge_km driven_km saved_km co2_kg supplier_rides stops contact_moments contact_minutes lost_minutes"
    " residents_moved residents_losing most_lost_minutes",
    "day_suppliers": "point supplier_id days_today days rides_today rides",
    "day_moves": "point supplier_id from_day to_day lost_minutes",
    "parties": "supplier_id days stops handed_stops taken_stops returns alone_km driven_km by_stop_km shapley_km"
    " gain_by_stop_km gain_shapley_km",
    "handovers": "handed_on wijkcode from_supplier to_supplier stops returns",
    "values": "side indicator value low high unit pays gains formula source",
    "sources": "source file_name sha256 period licence attribution purpose legal_basis loaded_at rows_read"
    " rows_accepted rows_rejected duplicates warnings",
    "rejects": "file_name row_number column_name rule sentence",
    "findings": "sentence",
}
"""Columns that a frame with rows must have."""


def check(data: SiteData) -> None:
    """Refuse data that cannot be drawn.

    :raises SiteDataError: a frame with rows lacks a column, a geometry is not in RD New, or a scenario is not listed.
    """
    listed = {scenario.scenario for scenario in data.scenarios}
    for item in fields(data):
        frame = getattr(data, item.name)
        if not isinstance(frame, pd.DataFrame) or frame.empty:
            continue
        needed = REQUIRED[item.name].split()
        missing = [column for column in needed if column not in frame.columns]
        if missing:
            raise SiteDataError(
                f"The frame '{item.name}' has no column {', '.join(missing)}; hand over the table's own columns."
            )
        if "geometry" in needed:
            epsg = frame.crs.to_epsg() if isinstance(frame, gpd.GeoDataFrame) and frame.crs is not None else None
            if epsg != RD_NEW:
                raise SiteDataError(f"The frame '{item.name}' is not in RD New (EPSG:{RD_NEW}); convert it first.")
        if "scenario" in needed and (unknown := set(frame["scenario"]) - listed):
            raise SiteDataError(
                f"The frame '{item.name}' has a scenario that the site does not list: {', '.join(sorted(unknown))}."
            )


def of_scenario(frame: pd.DataFrame, scenario: str) -> pd.DataFrame:
    """The rows of one scenario; an empty frame stays empty."""
    return frame if frame.empty else frame[frame["scenario"] == scenario]


def main_scenario(data: SiteData) -> ScenarioInfo | None:
    """The scenario that pages of facts show: the baseline, else the first one listed; None when none is listed."""
    for scenario in data.scenarios:
        if scenario.scenario == BASELINE:
            return scenario
    return data.scenarios[0] if data.scenarios else None


def names(frame: pd.DataFrame, key: str, label: str) -> dict[str, str]:
    """Label by key of a frame; a missing label is the key itself."""
    if frame.empty or label not in frame.columns:
        return {}
    return {
        str(code): str(name) if pd.notna(name) and str(name).strip() else str(code)
        for code, name in zip(frame[key], frame[label], strict=True)
    }


def buurt_names(data: SiteData) -> dict[str, str]:
    """Name of each buurt by its code."""
    return names(data.buurten, "buurtcode", "buurtnaam")


def wijk_names(data: SiteData) -> dict[str, str]:
    """Name of each wijk by its code; the code itself where only the code is known."""
    of_buurten = names(data.buurten, "wijkcode", "wijknaam")
    return of_buurten | names(data.ranking, "wijkcode", "wijknaam") | names(data.wijken, "wijkcode", "wijknaam")


def main_hub(catchment: pd.DataFrame) -> pd.DataFrame:
    """The rows of a catchment with the hub that has the largest part of each buurt: one row a buurt."""
    return catchment if catchment.empty else catchment[catchment["main"].astype(bool)]


def hub_names(data: SiteData) -> dict[str, str]:
    """Name of each hub or site by its id; today's register wins over the sites of scenarios."""
    return names(data.hubs, "hub_id", "name") | names(data.known_hubs, "hub_id", "name")


def hub_points(data: SiteData) -> gpd.GeoSeries:
    """Point in RD New of each hub or site, indexed by its id."""
    parts = [frame[["hub_id", "geometry"]] for frame in (data.known_hubs, data.hubs) if not frame.empty]
    if not parts:
        return gpd.GeoSeries([], crs=RD_NEW)
    both = pd.concat(parts, ignore_index=True).drop_duplicates("hub_id")
    return gpd.GeoSeries(both["geometry"].to_numpy(), index=both["hub_id"].to_numpy(), crs=RD_NEW)


def buurt_points(data: SiteData) -> gpd.GeoSeries:
    """A point inside each buurt in RD New, indexed by its code: where lines to that buurt end, never a door."""
    if data.buurten.empty:
        return gpd.GeoSeries([], crs=RD_NEW)
    points = data.buurten.geometry.representative_point()
    return gpd.GeoSeries(points.to_numpy(), index=data.buurten["buurtcode"].to_numpy(), crs=RD_NEW)
