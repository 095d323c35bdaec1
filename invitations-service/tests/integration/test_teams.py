"""An invitation may name a team of the tenant: the person who accepts joins it in the same transaction."""

import pytest

from chassis.access.caller import Caller, Role
from chassis.dynamodb.conditions import UpdateExpression
from invitations.dao import keys


class TestInviting:
    def test_names_the_team_and_leads_to_it(self, world):
        world.put_team()

        status, body = world.invite(teamId="team-1")

        place = f"/v1.0/tenants/{world.tenant_id}/divisions/div-1/groups/grp-1/teams/team-1"
        assert (status, body["data"]["teamId"], body["_links"]["team"]) == (201, "team-1", {"href": place})
        assert world.sent("INVITATION_SENT")[0]["teamName"] == "North"

    def test_without_one_says_so(self, world):
        _, body = world.invite()

        assert body["data"]["teamId"] is None
        assert "team" not in body["_links"]
        assert "teamName" not in world.sent("INVITATION_SENT")[0]

    def test_all_of_a_list_to_one_team(self, world):
        world.put_team()
        body = {"emails": ["a@example.com", "b@example.com"], "role": "tenant_viewer", "teamId": "team-1"}

        path = "/v1.0/tenants/{tenant_id}/invitations/bulk"
        _, answer = world.ask("POST", path, world.admin, parameters=world.here, body=body)

        assert [one["invitation"]["teamId"] for one in answer["data"]["results"]] == ["team-1", "team-1"]

    @pytest.mark.parametrize("prepare", ["nothing", "closing", "another tenant's"])
    def test_refuses_a_team_that_the_tenant_does_not_have(self, world, prepare):
        if prepare == "closing":
            world.put_team(active=False)
        if prepare == "another tenant's":
            own, world.tenant_id = world.tenant_id, "tenant-9c4e28ba-2fa1-4d2e-883f-0016d3cca427"
            world.put_team()
            world.tenant_id = own
        before = world.items()

        status, body = world.invite(teamId="team-1")

        assert (status, body["code"], body["errors"][0]["field"]) == (422, "TEAM_NOT_FOUND", "teamId")
        assert world.items() == before

    def test_refuses_a_team_that_closes_in_between(self, world, monkeypatch):
        """The index still shows the team; the condition of the transaction refuses it."""
        place = world.put_team()
        world.table.update(keys.team(world.tenant_id, place), UpdateExpression(remove=["active"]))
        from_index = {"PK": "x", "SK": f"HIERARCHY#{place}", "name": "North", "active": True}
        page = type(world.table).page

        def stale(table, select, **options):
            found = page(table, select, **options)
            return type(found)([from_index], None) if select.index == "GSI4" else found

        monkeypatch.setattr(type(world.table), "page", stale)

        assert world.invite(teamId="team-1")[1]["code"] == "TEAM_NOT_FOUND"

    @pytest.mark.parametrize("wrong", ["", "div-1", "team-", "TEAM-1", "team-1#x", 7])
    def test_refuses_what_is_no_id(self, world, wrong):
        status, body = world.invite(teamId=wrong)

        assert (status, body["errors"][0]["field"]) == (400, "teamId")


class TestAccepting:
    def test_joins_tenant_and_team_in_one_transaction(self, world):
        place, person = world.put_team(), world.person()
        _, token = world.invited(teamId="team-1")
        assert world.answer("lookup", token)[1]["data"]["teamName"] == "North"

        assert world.answer("accept", token, person)[0] == 200

        assert world.member(person)["teams"] == [place]
        joined = world.table.get(keys.team_member(world.tenant_id, "team-1", person.user_id))
        assert (joined["team"], joined["email"], joined["addedBy"]) == (place, person.email, world.admin.email)
        assert world.table.get(keys.team(world.tenant_id, place))["children"] == 1
        assert world.sent("INVITATION_ACCEPTED")[0]["teamId"] == "team-1"

    @pytest.mark.parametrize("returning", [False, True])
    @pytest.mark.parametrize("end", ["closing", "deleted"])
    def test_a_team_that_is_gone_keeps_nobody_out(self, world, end, returning):
        place, person = world.put_team(), world.person()
        _, token = world.invited(teamId="team-1")
        if returning:
            world.put_member(person, active=False)
        if end == "closing":
            world.put_team(active=False)
        else:
            key = {name: {"S": value} for name, value in keys.team(world.tenant_id, place).items()}
            world.table.client.delete_item(TableName=world.table.name, Key=key)

        status, body = world.answer("accept", token, person)

        assert (status, body["data"]["status"], body["data"]["teamName"]) == (200, "ACCEPTED", None)
        assert (world.member(person)["active"], world.member(person).get("teams")) == (True, None)
        assert world.items("TEAM_MEMBER") == []

    def test_somebody_who_was_here_before_joins_the_team_too(self, world):
        place, person = world.put_team(), world.person()
        world.put_member(person, active=False)
        _, token = world.invited(teamId="team-1")

        world.answer("accept", token, person)

        assert world.member(person)["teams"] == [place]

    def test_a_team_does_not_let_in_whom_the_tenant_refuses(self, world):
        world.put_team()
        _, token = world.invited(teamId="team-1")
        world.put_team(active=False)
        world.put_tenant("SUSPENDED")

        status, body = world.answer("accept", token, world.person())

        assert (status, body["code"]) == (422, "TENANT_NOT_ACTIVE")
        assert world.items("TEAM_MEMBER") == []


def test_a_viewer_of_the_team_needs_a_role_that_reads_teams(world):
    """Only callers who may follow the link get it: platform viewers may read teams and invitations."""
    world.put_team()
    invitation_id, _ = world.invited(teamId="team-1")

    for who in (world.admin, Caller("user-v", "v@example.com", Role.PLATFORM_VIEWER)):
        assert "team" in world.one("GET", invitation_id, who=who)[1]["_links"]
