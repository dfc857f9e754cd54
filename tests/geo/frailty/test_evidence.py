"""What makes one buurt frailer than another: each source by itself, and two descriptions that are never multiplied."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from geo.frailty import HOME, Evidence, estimate_frailty
from geo.frailty.evidence import AGE_RATIO, CARE_LIMITS
from tests.geo.frailty.test_estimate import home

TWO = pd.DataFrame(
    {
        "buurtcode": ["BU90010101", "BU90010102"],
        "wijkcode": "WK900101",
        "gemeentecode": "GM9001",
        "inhabitants": [1000.0, 1000.0],
        "aged_65_plus": [200.0, 200.0],
        "water": False,
    }
)


def ratio(buurten: pd.DataFrame, evidence: Evidence | None = None) -> float:
    """Expected frail at home of the second buurt against the first."""
    expected = home(estimate_frailty(buurten, "vektis_2020", seed=1, evidence=evidence))["expected"]
    return float(expected.iloc[1] / expected.iloc[0])


def figure(code: str, indicator: str, value: float, kind: str = "buurt", age: str = "65+") -> dict[str, object]:
    return {
        "area_code": code,
        "area_kind": kind,
        "indicator": indicator,
        "age_group": age,
        "period": 2022,
        "value": value,
    }


def test_older_residents_are_frailer_by_the_published_ratio() -> None:
    aged = TWO.assign(aged_80_plus=[20.0, 100.0])
    by_hand = (0.5 + AGE_RATIO * 0.5) / (0.9 + AGE_RATIO * 0.1)
    assert ratio(aged) == pytest.approx(by_hand)


def test_living_alone_counts_mildly() -> None:
    alone = TWO.assign(households=500.0, single_households=[100.0, 400.0])
    assert ratio(alone) == pytest.approx(4**0.25)


def test_rivm_and_cbs_are_two_descriptions_of_one_thing_and_never_multiplied() -> None:
    health = pd.DataFrame([figure(f"BU9001010{k}", "lonely_severe", v) for k, v in ((1, 10.0), (2, 20.0))])
    aged = TWO.assign(aged_80_plus=[20.0, 100.0])
    by_rivm = ratio(TWO, Evidence(health=health))
    both = ratio(aged, Evidence(health=health))
    assert by_rivm == pytest.approx(2**0.5)
    assert both == pytest.approx((ratio(aged) * 2) ** 0.5)  # the middle of the two logarithms
    assert both < ratio(aged) * by_rivm


def test_several_figures_of_rivm_weigh_as_one() -> None:
    one = [figure(f"BU9001010{k}", "lonely_severe", v) for k, v in ((1, 10.0), (2, 20.0))]
    more = [figure(f"BU9001010{k}", "limited_mobility", v) for k, v in ((1, 10.0), (2, 20.0))]
    assert ratio(TWO, Evidence(health=pd.DataFrame(one + more))) == pytest.approx(
        ratio(TWO, Evidence(health=pd.DataFrame(one)))
    )


def test_a_buurt_without_a_figure_takes_that_of_its_wijk_and_says_so() -> None:
    health = pd.DataFrame(
        [figure("BU90010101", "lonely_severe", 10.0), figure("WK900101", "lonely_severe", 15.0, "wijk")]
    )
    rows = home(estimate_frailty(TWO, "vektis_2020", seed=1, evidence=Evidence(health=health)))
    assert rows["imputed_figures"].tolist() == ["", "lonely_severe:wijk"]
    assert (rows["sources"] == "cbs_65_plus,rivm_loneliness").all()


def test_of_several_years_the_newest_counts_and_older_adults_before_all_adults() -> None:
    old = [figure(f"BU9001010{k}", "lonely_severe", 50.0 * k) | {"period": 2016} for k in (1, 2)]
    adults = [figure(f"BU9001010{k}", "lonely_severe", 30.0, age="18+") for k in (1, 2)]
    aged = [figure(f"BU9001010{k}", "lonely_severe", v) for k, v in ((1, 10.0), (2, 40.0))]
    assert ratio(TWO, Evidence(health=pd.DataFrame(old + adults + aged))) == pytest.approx(4**0.5)


def vektis(own: float, country: float) -> pd.DataFrame:
    rows = [
        {"area_kind": "gemeente", "area_name": f"G{k}", "gemeentecode": None, "year": 2022, "age_low": 65,
         "persons": 100, "district_nursing_eur": 100 * country}
        for k in range(120)
    ]  # fmt: skip
    mine = rows[0] | {"area_name": "ONS", "gemeentecode": "GM9001", "persons": 1, "district_nursing_eur": own}
    return pd.DataFrame([*rows, mine])


def test_care_use_moves_a_rate_of_the_country_but_not_one_of_a_gemeente() -> None:
    plain = home(estimate_frailty(TWO, "vektis_2020", seed=1))["expected"].sum()
    used = Evidence(care_use=vektis(own=1600.0, country=1000.0))
    moved = home(estimate_frailty(TWO, "vektis_2020", seed=1, evidence=used))["expected"].sum()
    assert moved / plain == pytest.approx(1.6**0.25, rel=0.001)
    wild = Evidence(care_use=vektis(own=90_000.0, country=1000.0))
    most = home(estimate_frailty(TWO, "vektis_2020", seed=1, evidence=wild))["expected"].sum()
    assert most / plain == pytest.approx(CARE_LIMITS[1])
    local = [
        home(estimate_frailty(TWO, "deventer_2021", seed=1, evidence=each))["expected"].sum()
        for each in (used, Evidence())
    ]
    assert local[0] == local[1]


def test_a_vektis_file_of_a_few_gemeenten_is_no_country() -> None:
    few = vektis(own=1600.0, country=1000.0).tail(3)
    rows = home(estimate_frailty(TWO, "vektis_2020", seed=1, evidence=Evidence(care_use=few)))
    assert rows["missing"].str.contains("vektis_care").all()


def test_80_plus_comes_from_single_years_of_age_where_the_buurt_does_not_tell() -> None:
    ages = pd.DataFrame(
        [
            {"area_code": code, "year": 2024, "sex": sex, "age": age, "count": count}
            for code, sex, age, count in [
                ("BU90010101", "both", 70, 180), ("BU90010101", "both", 85, 20), ("BU90010101", "male", 85, 9),
                ("WK900101", "both", 70, 100), ("WK900101", "both", 85, 100),
            ]
        ]
    )  # fmt: skip
    rows = home(estimate_frailty(TWO, "vektis_2020", seed=1, evidence=Evidence(ages=ages)))
    by_hand = (0.5 + AGE_RATIO * 0.5) / (0.9 + AGE_RATIO * 0.1)
    assert rows["expected"].iloc[1] / rows["expected"].iloc[0] == pytest.approx(by_hand)
    assert rows["imputed_figures"].tolist() == ["", "aged_80_plus:wijk"]


def test_whatever_the_sources_say_the_gemeente_keeps_its_total() -> None:
    rng = np.random.default_rng(4)
    many = pd.DataFrame({"buurtcode": [f"BU9001{k:04d}" for k in range(30)], "wijkcode": "WK900100"}).assign(
        gemeentecode="GM9001", inhabitants=1500.0, aged_65_plus=rng.integers(10, 80, 30) * 5.0,
        aged_80_plus=rng.integers(1, 9, 30) * 5.0, good_health_pct=rng.uniform(40, 95, 30), households=700.0,
        single_households=rng.integers(10, 130, 30) * 5.0,
    )  # fmt: skip
    estimate = estimate_frailty(many, "vektis_2020", seed=1)
    expected = estimate.frame.loc[estimate.frame["group_name"] == HOME, "expected"].sum()
    assert expected == pytest.approx(0.17 * (1 - 775 / 19_000) * many["aged_65_plus"].sum())
