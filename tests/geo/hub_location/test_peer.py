"""The same answers as spopt (PySAL) with CBC, on problems small enough for it to prove them."""

import numpy as np
import pulp
import pytest
from spopt.locate import LSCP, MCLP, PCenter, PMedian

from geo.hub_location import MAXIMAL_COVERAGE, HubProblem, fewest_hubs, p_centre, solve

WITHIN_S = 300.0


@pytest.fixture(params=range(3))
def problem(request: pytest.FixtureRequest) -> HubProblem:
    random = np.random.default_rng(request.param)
    at, sites = random.uniform(0, 1000, (30, 2)), random.uniform(0, 1000, (12, 2))
    seconds = np.hypot(*(at[:, None] - sites[None]).transpose(2, 0, 1)).round(1)
    return HubProblem(seconds, random.integers(1, 40, 30).astype(float), tuple("abcdefghijkl"), 4)


def solved(model: PMedian | PCenter | MCLP | LSCP) -> float:
    model.solve(pulp.PULP_CBC_CMD(msg=False))
    return float(pulp.value(model.problem.objective))


def test_p_median_agrees(problem: HubProblem) -> None:
    peer = solved(PMedian.from_cost_matrix(problem.cost_s, problem.weights, p_facilities=problem.p))
    assert solve(problem).objective == pytest.approx(peer)


def test_p_centre_agrees(problem: HubProblem) -> None:
    peer = solved(PCenter.from_cost_matrix(problem.cost_s, p_facilities=problem.p))
    assert p_centre(problem).objective == pytest.approx(peer)


def test_maximal_coverage_agrees(problem: HubProblem) -> None:
    asked = HubProblem(
        problem.cost_s, problem.weights, problem.site_ids, 3, objective=MAXIMAL_COVERAGE, threshold_s=WITHIN_S
    )
    peer = solved(MCLP.from_cost_matrix(problem.cost_s, problem.weights, WITHIN_S, p_facilities=3))
    assert solve(asked).objective == pytest.approx(peer)


def test_fewest_hubs_agree(problem: HubProblem) -> None:
    limit = float(problem.cost_s.min(axis=1).max()) + 1  # so that everybody can be covered
    asked = HubProblem(
        problem.cost_s, problem.weights, problem.site_ids, 1, objective=MAXIMAL_COVERAGE, threshold_s=limit
    )
    peer = solved(LSCP.from_cost_matrix(problem.cost_s, limit))
    assert len(fewest_hubs(asked, 1.0).solution.open_sites) == peer
