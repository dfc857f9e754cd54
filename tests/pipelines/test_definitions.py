import pytest
from dagster import Definitions, in_process_executor
from syrupy.assertion import SnapshotAssertion

from assets.pools import DATABASE, SOLVER
from geo.db.models import Base
from pipelines.definitions import build_defs
from pipelines.jobs import APART, GROUPS, STEPS, executor

BOOKKEEPING = {
    "intake.build", "intake.duplicate", "intake.former_place", "intake.load", "intake.reject", "intake.setback", "intake.snapshot", "intake.step",
    "vault.access", "vault.concierge_login", "vault.erasure",
}  # fmt: skip


@pytest.fixture(scope="module")
def defs() -> Definitions:
    return build_defs()


def test_the_graph_of_assets_is_as_it_was_agreed(defs: Definitions, snapshot: SnapshotAssertion) -> None:
    graph = defs.resolve_asset_graph()
    lines = []
    for key in sorted(graph.get_all_asset_keys(), key=lambda k: k.to_user_string()):
        node = graph.get(key)
        if not node.is_materializable:
            continue
        upstream = ", ".join(sorted(parent.to_user_string() for parent in node.parent_keys))
        partitions = type(node.partitions_def).__name__ if node.partitions_def else "whole"
        lines.append(f"{key.to_user_string()} [{node.group_name}, {partitions}] <- {upstream}")
    assert "\n".join(lines) == snapshot


def test_every_table_that_alembic_owns_has_exactly_one_writer(defs: Definitions) -> None:
    graph = defs.resolve_asset_graph()
    written = {".".join(key.path) for key in graph.materializable_asset_keys}
    assert set(Base.metadata.tables) - written == BOOKKEEPING


def test_every_asset_belongs_to_a_known_group_is_described_and_says_of_whom_and_of_what_kind_it_is(
    defs: Definitions,
) -> None:
    graph = defs.resolve_asset_graph()
    for key in graph.materializable_asset_keys:
        node = graph.get(key)
        assert node.group_name in GROUPS, key
        assert node.description, key
        assert node.owners, key
        assert node.kinds, key


def test_the_steps_of_a_run_cover_every_group_once_and_none_that_is_apart() -> None:
    assert sorted([*(group for groups in STEPS.values() for group in groups), *APART]) == sorted(GROUPS)


def test_every_job_of_a_step_and_of_a_group_resolves(defs: Definitions) -> None:
    names = {job.name for job in defs.resolve_all_job_defs()}
    assert {*STEPS, *(f"group_{group}" for group in GROUPS)} <= names


@pytest.mark.parametrize(
    ("job", "pools"),
    [("prepare", {DATABASE}), ("scenario", {SOLVER}), ("service_date", {SOLVER}), ("publish", {DATABASE})],
)
def test_runs_that_are_heavy_wait_in_the_queue_for_a_place_in_their_pool(
    defs: Definitions, job: str, pools: set[str]
) -> None:
    assert {node.definition.pool for node in defs.resolve_job_def(job).nodes} - {None} == pools


def test_steps_of_a_queued_run_follow_one_another_unless_more_at_once_are_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert executor() is in_process_executor
    monkeypatch.setenv("WIJK_STEPS_AT_ONCE", "4")
    assert executor().name == "steps_at_once"
    for wrong in ("0", "many"):
        monkeypatch.setenv("WIJK_STEPS_AT_ONCE", wrong)
        with pytest.raises(ValueError, match="a whole number from 1"):
            executor()


def test_dagster_finds_nothing_wrong_with_the_definitions(defs: Definitions) -> None:
    # `make check` loads them as the web interface does, in a process of their own
    Definitions.validate_loadable(defs)
