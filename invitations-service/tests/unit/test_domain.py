"""Pure rules of invitations."""

from datetime import timedelta

import pytest

from chassis.access.caller import Caller, Role
from chassis.errors import InvalidTransition
from chassis.runtime.clock import iso
from invitations.domain.errors import RoleTooHigh
from invitations.domain.invitation import Invitation, Inviter
from invitations.domain.lifecycle import INVITATION_LIFECYCLE, InvitationAction, InvitationStatus
from invitations.domain.links import answer_offer, invitation_offer
from invitations.domain.ranks import GRANTED, granters, may_grant
from invitations.domain.seats import Seats
from invitations.domain.token import new_token, token_hash
from invitations.services.invitation_service import inviter_of

TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"
ADMIN = Caller("user-1", "admin@example.com", None, {TENANT: Role.TENANT_ADMIN})


def invitation(clock, **facts) -> Invitation:
    plain = {
        "invitation_id": "inv-1",
        "tenant_id": TENANT,
        "email": "new@example.com",
        "role": Role.TENANT_OPERATOR,
        "status": InvitationStatus.PENDING,
        "organization_name": "Acme",
        "inviter": Inviter(user_id="user-1", email="admin@example.com", role=Role.TENANT_ADMIN),
        "created_at": iso(clock()),
        "created_by": "admin@example.com",
        "updated_at": iso(clock()),
        "updated_by": "admin@example.com",
        "expires_at": iso(clock() + timedelta(days=7)),
        "token_hash": "0" * 64,
    }
    return Invitation(**plain | facts)


class TestToken:
    def test_has_32_random_bytes_and_is_kept_as_a_hash_only(self):
        tokens = {new_token() for _ in range(1000)}

        assert len(tokens) == 1000
        assert {len(token) for token in tokens} == {43}
        assert all(len(token_hash(token)) == 64 and token not in token_hash(token) for token in tokens)


class TestTime:
    def test_it_expires_to_the_millisecond(self, clock):
        pending = invitation(clock)
        clock.advance(days=7, milliseconds=-1)
        assert pending.as_of(clock()).status is InvitationStatus.PENDING

        clock.advance(milliseconds=1)
        assert pending.as_of(clock()).status is InvitationStatus.EXPIRED

    @pytest.mark.parametrize("status", sorted(set(InvitationStatus) - {InvitationStatus.PENDING}))
    def test_time_changes_nothing_about_one_that_has_ended(self, clock, status):
        ended = invitation(clock, status=status)
        clock.advance(days=8)

        assert ended.as_of(clock()).status is status

    @pytest.mark.parametrize("action", [InvitationAction.ACCEPT, InvitationAction.DECLINE, InvitationAction.CANCEL])
    def test_nothing_but_sending_again_is_possible_after_its_time(self, clock, action):
        pending = invitation(clock)
        clock.advance(days=7)

        with pytest.raises(InvalidTransition) as refused:
            pending.ended(action, "somebody", clock())
        assert refused.value.extensions["allowedActions"] == ["resend"]


class TestRanks:
    def test_nobody_gives_a_role_above_their_own(self):
        order = [Role.TENANT_VIEWER, Role.TENANT_OPERATOR, Role.TENANT_ADMIN]

        assert all(may_grant([Role.TENANT_ADMIN], role) for role in order)
        assert not any(may_grant([held], role) for held in (Role.TENANT_OPERATOR, Role.TENANT_VIEWER) for role in order)
        assert not may_grant([Role.PLATFORM_OPERATOR, Role.PLATFORM_VIEWER], Role.TENANT_VIEWER)
        assert all(granters(role) == [Role.PLATFORM_ADMIN, Role.TENANT_ADMIN] for role in GRANTED)

    def test_who_is_both_invites_as_a_member(self):
        both = Caller("user-1", "a@example.com", Role.PLATFORM_ADMIN, {TENANT: Role.TENANT_ADMIN})
        staff = Caller("user-1", "a@example.com", Role.PLATFORM_ADMIN, {TENANT: Role.TENANT_VIEWER})

        assert inviter_of(both, TENANT, Role.TENANT_ADMIN).role is Role.TENANT_ADMIN
        assert inviter_of(staff, TENANT, Role.TENANT_ADMIN).role is Role.PLATFORM_ADMIN

    def test_a_role_elsewhere_counts_for_nothing_here(self):
        elsewhere = Caller("user-1", "a@example.com", None, {"tenant-other": Role.TENANT_ADMIN})

        with pytest.raises(RoleTooHigh):
            inviter_of(elsewhere, TENANT, Role.TENANT_VIEWER)


class TestSeats:
    @pytest.mark.parametrize(("tier", "limit"), [("BASIC", 10), ("PREMIUM", 200), ("ENTERPRISE", None), ("GOLD", 10)])
    def test_follow_the_tier_and_an_unknown_one_is_the_smallest(self, tier, limit):
        assert Seats(tier=tier).limit == limit


class TestLinks:
    """An administrator's links match the rows of the lifecycle exactly."""

    @pytest.mark.parametrize("status", InvitationStatus)
    @pytest.mark.parametrize("resends", [0, 3])
    def test_actions_are_offered_exactly_when_possible(self, clock, status, resends):
        offered = invitation_offer(invitation(clock, status=status, resend_count=resends), ADMIN)

        possible = {
            rel
            for rel, action in {"resend": InvitationAction.RESEND, "cancel": InvitationAction.CANCEL}.items()
            if INVITATION_LIFECYCLE.allows(status, action) and not (rel == "resend" and resends == 3)
        }
        assert {rel for rel in offered.links if "method" in offered.links[rel]} == possible
        assert set(offered.unavailable) == {"resend", "cancel"} - possible
        assert all(set(why) == {"code", "reason", "unlock"} for why in offered.unavailable.values())

    @pytest.mark.parametrize("role", [Role.PLATFORM_OPERATOR, Role.PLATFORM_VIEWER])
    def test_readers_see_what_they_lack(self, clock, role):
        offered = invitation_offer(invitation(clock), Caller("user-2", "s@example.com", role))

        assert {why["code"] for why in offered.unavailable.values()} == {"ROLE_REQUIRED"}

    @pytest.mark.parametrize(
        ("who", "refused"),
        [
            (Caller("", ""), {"accept": "UNAUTHORIZED"}),
            (Caller("user-3", "other@example.com"), {"accept": "EMAIL_MISMATCH"}),
            (Caller("user-3", "New@Example.com"), {}),
        ],
    )
    def test_the_invited_person_may_accept_and_everybody_with_the_link_may_decline(self, clock, who, refused):
        offered = answer_offer(invitation(clock), who)

        assert {rel: why["code"] for rel, why in offered.unavailable.items()} == refused
        assert set(offered.links) == {"accept", "decline"} - set(refused)


def test_the_diagram_is_the_table():
    assert INVITATION_LIFECYCLE.mermaid().count("-->") == len(INVITATION_LIFECYCLE.transitions) == 6
