"""Many invitations in one request: one result per address."""

import pytest

from chassis.access.caller import Caller, Role

BULK = "/v1.0/tenants/{tenant_id}/invitations/bulk"


def bulk(world, emails, headers=None, who=None, **more) -> tuple[int, dict]:
    body = {"emails": emails, "role": "tenant_viewer", **more}
    return world.ask("POST", BULK, who or world.admin, parameters=world.here, body=body, headers=headers)


def outcomes(body: dict) -> list[str]:
    return [one["problem"]["code"] if one["problem"] else "INVITED" for one in body["data"]["results"]]


class TestCreateInvitations:
    def test_each_address_has_its_result_in_order(self, world):
        world.invited("live@example.com")
        wanted = [
            "one@example.com",
            "no address",
            "live@example.com",
            "admin@example.com",
            "ONE@example.com",
            "a@b.com",
        ]

        status, body = bulk(world, wanted, message="Hi")

        assert status == 200
        assert outcomes(body) == [
            "INVITED",
            "VALIDATION_ERROR",
            "INVITATION_EXISTS",
            "ALREADY_MEMBER",
            "DUPLICATE_ADDRESS",
            "INVITED",
        ]
        assert (body["data"]["invited"], body["data"]["refused"]) == (2, 4)
        assert "self" in body["data"]["results"][0]["invitation"]["_links"]
        assert {one["message"] for one in world.sent("INVITATION_SENT") if one["recipient"] != "live@example.com"} == {
            "Hi"
        }

    def test_fifty_at_once(self, world):
        world.set_tier("PREMIUM")

        _, body = bulk(world, [f"i{number}@example.com" for number in range(50)])

        assert outcomes(body) == ["INVITED"] * 50
        assert (world.seats(), len(world.sent("INVITATION_SENT"))) == (50, 50)

    def test_when_seats_run_out_the_rest_is_told(self, world):
        _, body = bulk(world, [f"i{number}@example.com" for number in range(11)])

        assert outcomes(body) == ["INVITED"] * 9 + ["QUOTA_EXCEEDED"] * 2

    def test_repeated_with_its_key_it_mails_nobody_twice(self, world):
        wanted, key = ["one@example.com", "two@example.com"], {"idempotency-key": "k-1"}
        first, second = bulk(world, wanted, key)[1], bulk(world, wanted, key)[1]

        assert first["data"] == second["data"]
        assert len(world.sent("INVITATION_SENT")) == 2

    @pytest.mark.parametrize(
        ("emails", "field"),
        [([], "emails"), ([f"i{n}@e.com" for n in range(51)], "emails"), ("a@b.com", "emails"), ([7], "emails[0]")],
    )
    def test_wants_one_to_fifty_texts(self, world, emails, field):
        status, body = bulk(world, emails)

        assert (status, body["errors"][0]["field"]) == (400, field)

    def test_what_forbids_all_is_the_answer_for_all(self, world):
        world.put_tenant("PARKED")
        assert bulk(world, ["a@b.com"])[1]["code"] == "TENANT_NOT_ACTIVE"

        viewer = Caller("user-2", "x@example.com", None, {world.tenant_id: Role.TENANT_VIEWER})
        assert bulk(world, ["a@b.com"], who=viewer)[0] == 403
