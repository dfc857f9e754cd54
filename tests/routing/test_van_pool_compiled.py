from routing.van_pool import plan_pool
from routing.van_pool.engine import compile_ahead
from routing.van_pool.engine.search import repair, search
from tests.routing.van_pool_cases import Ask, Bus, make


def test_what_is_compiled_ahead_is_what_a_real_problem_runs() -> None:
    compile_ahead()
    before = [list(each.signatures) for each in (repair, search)]
    plan_pool(make([Ask(1, 2), Ask(3, 4), Ask(5, 2)], [Bus(), Bus(3)]), iterations=5, seed=1)
    assert [list(each.signatures) for each in (repair, search)] == before
