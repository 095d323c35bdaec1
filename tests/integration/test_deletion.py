"""What answers without a body gets through every part of the platform."""

from local_platform.testing import RunningPlatform, wait_for


def test_a_deletion_answers_with_nothing(platform: RunningPlatform):
    api, tenant = platform.client("platform_admin"), f"/v1.0/tenants/{platform.tenant_id}"
    wait_for(lambda: api.get(tenant).json()["data"]["status"], lambda status: status == "ACTIVE", 60)
    made = api.post(f"{tenant}/divisions", json={"name": "Soon gone"})

    answer = api.delete(made.headers["Location"])

    assert (answer.status_code, answer.content) == (204, b"")
    assert api.get(made.headers["Location"]).status_code == 404
