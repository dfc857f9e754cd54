"""What is put right before Dagster's programs start."""

import logging

import pytest
from dagster import DagsterEventType, DagsterInstance
from dagster._daemon.auto_run_reexecution import event_log_consumer  # what Dagster's daemon itself goes by

from pipelines.serve import from_now_on

KINDS = [DagsterEventType.RUN_FAILURE, DagsterEventType.RUN_SUCCESS]


def test_a_daemon_that_never_ran_finds_where_to_begin_and_one_that_ran_goes_on_there(
    caplog: pytest.LogCaptureFixture,
) -> None:
    logger = logging.getLogger("daemon")
    with DagsterInstance.ephemeral() as instance:
        assert set(event_log_consumer._fetch_persisted_cursors(instance, KINDS, logger).values()) == {None}
        assert "No cursor for event type" in caplog.text
        caplog.clear()
        from_now_on(instance)
        assert set(event_log_consumer._fetch_persisted_cursors(instance, KINDS, logger).values()) == {0}
        event_log_consumer._persist_cursors(instance, dict.fromkeys(KINDS, 7))
        from_now_on(instance)
        assert set(event_log_consumer._fetch_persisted_cursors(instance, KINDS, logger).values()) == {7}
        assert caplog.text == ""
