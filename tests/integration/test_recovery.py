"""Things break in the middle; nothing accepted is lost, and people see how it goes."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from local_platform.testing import RunningPlatform, wait_for
from tests.integration.journeys import Journey, fresh

CHECKPOINT_SECONDS = 6


@pytest.fixture
def untroubled(platform: RunningPlatform) -> Iterator[RunningPlatform]:
    """All faults end with the test that sets them."""
    yield platform
    platform.faults()


def shows_retry(journey: Journey, operation_id: str) -> dict | None:
    """The operation while it shows a step that is being retried."""
    found = journey.operation(operation_id)
    return found if any(step["status"] == "RETRYING" for step in found["steps"]) else None


def test_wordpress_down_shows_the_retry_and_recovers_by_itself(
    untroubled: RunningPlatform, journey: Journey, hosted: str
):
    untroubled.faults(wordpressDown=[hosted])
    operation_id = journey.create_site(hosted).json()["data"]["operation"]["operationId"]

    retrying = wait_for(lambda: shows_retry(journey, operation_id))
    assert retrying
    step = next(step for step in retrying["steps"] if step["status"] == "RETRYING")
    assert retrying["status"] == "IN_PROGRESS"
    assert step["attempts"] >= 1
    assert step["retryAt"]
    assert step["message"]

    untroubled.faults()
    assert journey.ended(operation_id)["status"] == "COMPLETED"


def test_wordpress_down_for_long_fails_with_the_cause_and_a_retry_that_works(
    untroubled: RunningPlatform, journey: Journey, hosted: str
):
    untroubled.faults(wordpressDown=[hosted])
    made = journey.create_site(hosted).json()["data"]
    failed = journey.ended(made["operation"]["operationId"], seconds=150)

    assert failed["status"] == "FAILED"
    assert failed["error"]["safeToRetry"]
    assert failed["error"]["message"]
    assert failed["error"]["cause"]
    assert failed["error"]["step"] == "create_site"
    site = journey.get(failed["_links"]["resource"]["href"])
    assert site["data"]["status"] == "FAILED"

    untroubled.faults()
    host = f"{_network(hosted)}.localhost"
    wait_for(lambda: untroubled.page(host).status_code, lambda status: status < 500)
    retried = journey.post(failed["_links"]["retry"]["href"])
    assert retried.status_code == 202, retried.text
    assert journey.ended(made["operation"]["operationId"])["status"] == "COMPLETED"
    assert journey.get(failed["_links"]["resource"]["href"])["data"]["status"] == "ACTIVE"


def _network(tenant_id: str) -> str:
    return "tenant-" + tenant_id.removeprefix("tenant-").replace("-", "")[:12]


@pytest.mark.parametrize("kill", [False, True], ids=["stopped", "killed"])
def test_the_embedded_aws_goes_away_in_the_middle(platform: RunningPlatform, journey: Journey, hosted: str, kill: bool):
    """After a clean stop everything accepted goes on; after kill -9 all but what was accepted in the last seconds."""
    operations = [journey.create_site(hosted).json()["data"]["operation"]["operationId"] for _ in range(3)]
    if kill:
        time.sleep(CHECKPOINT_SECONDS)

    platform.restart_aws(kill=kill)

    for operation_id in operations:
        assert journey.ended(operation_id, seconds=170)["status"] == "COMPLETED"


def test_ecs_events_twice_late_and_out_of_order_end_in_the_same_state(untroubled: RunningPlatform, journey: Journey):
    untroubled.faults(duplicateEvents=1.0, reorderEvents=0.5, delayEventsMs=200)

    tenant_id = journey.hosted_tenant()

    assert journey.get(f"/v1.0/tenants/{tenant_id}/instances/primary")["data"]["state"] == "ACTIVE"


def test_two_people_racing_for_one_subdomain(journey: Journey, hosted: str):
    subdomain = fresh("race")
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: journey.create_site(hosted, subdomain).status_code, range(8)))

    assert sorted(answers) == [202] + [409] * 7
