"""The lifecycle of invitations against a small oracle: any order of acts, any pause between them.

`MODEL_RUNS` and `MODEL_STEPS` in the environment make it longer; Hypothesis prints the seed of a failure.
"""

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from invitations import sweeper_main
from invitations.domain.lifecycle import INVITATION_LIFECYCLE, InvitationAction, InvitationStatus

RUNS, STEPS = int(os.environ.get("MODEL_RUNS", "10")), int(os.environ.get("MODEL_STEPS", "30"))
LONG = 100  # with at least so many runs, every act must have been tried in every state
LIST = "/v1.0/tenants/{tenant_id}/invitations"
ADDRESSES = ["a@example.com", "b+x@example.com", "c@xn--exmple-cua.com"]
WEEK = timedelta(days=7)


@dataclass
class Known:
    """The oracle's record of one invitation."""

    email: str
    status: str
    ends: datetime
    secrets: list[str] = field(default_factory=list)
    resends: int = 0

    def at(self, now: datetime) -> str:
        return "EXPIRED" if self.status == "PENDING" and self.ends <= now else self.status


def swept() -> int:
    """Run the sweeper until nothing is left; return how many it closed. It closes 100 per run, of all tenants."""
    return sum(iter(lambda: sweeper_main.lambda_handler({}, None)["expired"], 0))


class InvitationModel(RuleBasedStateMachine):
    """Tries every act in every state; the service must answer exactly as the oracle says."""

    world = None  # set by the test
    taken: ClassVar[set[tuple[str, str]]] = set()

    @initialize()
    def fresh_tenant(self):
        self.world.tenant_id = f"tenant-{os.urandom(6).hex()}"
        self.world.admin = type(self.world.admin)(
            "user-admin",
            "admin@example.com",
            None,
            {self.world.tenant_id: next(iter(self.world.admin.memberships.values()))},
        )
        self.world.put_tenant()
        self.world.put_member(self.world.admin)
        self.known: dict[str, Known] = {}
        self.members: set[str] = set()

    @property
    def now(self) -> datetime:
        return self.world.clock()

    def live(self, email: str) -> str | None:
        return next((i for i, one in self.known.items() if one.email == email and one.at(self.now) == "PENDING"), None)

    def supersede(self, email: str) -> None:
        """A new invitation closes an overdue one to the same address."""
        for one in self.known.values():
            if one.email == email and one.status == "PENDING":
                self.note("PENDING", "expire")
                one.status = "EXPIRED"

    def note(self, state: str, action: str) -> None:
        type(self).taken.add((state, action))

    def choose(self, data) -> tuple[str, Known]:
        """Choose an invitation, sometimes after its time is over."""
        self.world.clock.advance(hours=data.draw(st.sampled_from([0, 0, 168])))
        invitation_id = data.draw(st.sampled_from(list(self.known)))
        return invitation_id, self.known[invitation_id]

    @rule(email=st.sampled_from(ADDRESSES))
    def invite(self, email):
        status, body = self.world.invite(email)
        if email in self.members:
            assert (status, body["code"]) == (409, "ALREADY_MEMBER")
        elif self.live(email):
            assert (status, body["invitationId"]) == (409, self.live(email))
        else:
            assert status == 201, body
            self.supersede(email)
            made = body["data"]["invitationId"]
            self.known[made] = Known(email, "PENDING", self.now + WEEK, [self.world.token(made)])

    @rule(hours=st.sampled_from([1, 60, 100, 168]))
    def wait(self, hours):
        self.world.clock.advance(hours=hours)

    @rule(later=st.booleans())
    def sweep(self, later):
        self.world.clock.advance(hours=168 if later else 0)
        due = {i for i, one in self.known.items() if one.status == "PENDING" and one.ends <= self.now}
        assert swept() >= len(due)
        for invitation_id in due:
            self.note("PENDING", "expire")
            self.known[invitation_id].status = "EXPIRED"

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def cancel(self, data):
        invitation_id, one = self.choose(data)
        state = one.at(self.now)
        self.note(state, "cancel")
        status, body = self.world.one("DELETE", invitation_id)
        if state == "PENDING":
            assert status == 200
            one.status = "CANCELLED"
        else:
            assert (status, body["code"], body["currentStatus"]) == (422, "INVALID_STATUS_TRANSITION", state)

    @precondition(lambda self: self.known)
    @rule(data=st.data())
    def resend(self, data):
        invitation_id, one = self.choose(data)
        state = one.at(self.now)
        self.note(state, "resend")
        status, body = self.world.one("POST", invitation_id, "/resend")
        if state not in ("PENDING", "EXPIRED"):
            assert (status, body["code"]) == (422, "INVALID_STATUS_TRANSITION")
        elif one.resends == 3:
            assert (status, body["code"]) == (422, "RESEND_LIMIT_REACHED")
        elif one.email in self.members:
            assert (status, body["code"]) == (409, "ALREADY_MEMBER")
        elif self.live(one.email) not in (None, invitation_id):
            assert (status, body["code"]) == (409, "INVITATION_EXISTS")
        else:
            assert status == 200, body
            self.supersede(one.email)
            one.status, one.ends, one.resends = "PENDING", self.now + WEEK, one.resends + 1
            one.secrets.append(self.world.token(invitation_id))

    @precondition(lambda self: self.known)
    @rule(data=st.data(), right=st.sampled_from([True, True, False]))
    def accept(self, data, right):
        self.answer(data, "accept", right)

    @precondition(lambda self: self.known)
    @rule(data=st.data(), act=st.sampled_from(["decline", "lookup"]))
    def answer_without_sign_in(self, data, act):
        self.answer(data, act, right=True)

    def answer(self, data, act, right):
        """Answer with any secret that was ever mailed, as the invited person or as another person."""
        _, one = self.choose(data)
        secret = data.draw(st.sampled_from([one.secrets[-1], one.secrets[-1], *one.secrets]))
        state = one.at(self.now)
        good = state == "PENDING" and secret == one.secrets[-1] and (right or act != "accept")
        self.note(state, act)
        status, body = self.world.answer(act, secret, self.world.person(one.email if right else "evil@example.com"))
        if not good:
            assert (status, body["code"]) == (404, "INVITATION_NOT_USABLE")
        else:
            assert status == 200, body
            one.status = {"accept": "ACCEPTED", "decline": "DECLINED", "lookup": one.status}[act]
            self.members |= {one.email} if act == "accept" else set()

    @invariant()
    def the_table_is_as_the_oracle_says(self):
        if not hasattr(self, "known"):
            return
        listed = self.world.ask("GET", LIST, self.world.admin, parameters=self.world.here, query={"pageSize": "100"})
        found = {one["invitationId"]: (one["status"], one["resendCount"]) for one in listed[1]["data"]}
        assert found == {name: (one.at(self.now), one.resends) for name, one in self.known.items()}
        open_ones = [one for one in self.known.values() if one.status == "PENDING"]
        assert self.world.seats() == len(open_ones)
        assert all((self.world.member(self.world.person(e)) is not None) == (e in self.members) for e in ADDRESSES)


@pytest.mark.timeout(5400)
def test_any_order_of_acts_gives_what_the_oracle_says(world):
    InvitationModel.world, InvitationModel.taken = world, set()
    run_state_machine_as_test(
        InvitationModel,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],  # shrinking takes minutes; Hypothesis prints the failing steps unshrunk
            suppress_health_check=list(HealthCheck),
            derandomize="MODEL_RUNS" not in os.environ,
        ),
    )

    acts = {InvitationAction.CANCEL, InvitationAction.RESEND, InvitationAction.ACCEPT, InvitationAction.DECLINE}
    every = {(state.value, act.value) for state in InvitationStatus for act in acts}
    legal = {(state.value, act.value) for state, act in INVITATION_LIFECYCLE.transitions}
    assert InvitationModel.taken
    assert RUNS < LONG or (every | legal) <= InvitationModel.taken
