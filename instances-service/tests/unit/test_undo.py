"""What an undo spares: an instance that has ever run holds a customer's data."""

from types import SimpleNamespace

import pytest

from instances.workflows.instance_provision import INSTANCE_PROVISION, undo


@pytest.mark.parametrize(("has_run", "taken_back"), [(False, 1), (True, 0)])
def test_only_an_instance_that_never_ran_is_taken_back(has_run, taken_back):
    runs = []
    run = SimpleNamespace(resource=SimpleNamespace(has_run=has_run))

    undo(runs.append)(run)

    assert len(runs) == taken_back


def test_every_part_but_the_logs_has_an_undo_and_waits_for_a_retry():
    without = {step.name for step in INSTANCE_PROVISION.steps if step.compensate is None}

    assert without == {"create_log_groups", "await_steady_state"}
    assert all(step.keep_for_retry for step in INSTANCE_PROVISION.steps if step.compensate)
