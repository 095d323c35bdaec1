"""What ECS shows → what happens to the instance (domain §3.2 and §5.5, with the guards of its conflict 29).

The state is derived from what the service looks like, never from the name or order of events: of the rows of the
present state the first that fits. One row at a time: what went two ways unseen goes them one after the other, so that
every step is announced.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from instances.domain.instance import Instance, InstanceError, Observed
from instances.domain.lifecycle import INSTANCE_LIFECYCLE, InstanceAction, InstanceState
from instances.domain.observation import ServiceObservation

type Fits = Callable[[ServiceObservation, int], bool]

_S, _A = InstanceState, InstanceAction
_FAILED = "DEPLOYMENT_FAILED"
_NOT_STARTED = "WordPress did not start. Retry it; if it fails again, contact support."


def _failed(seen: ServiceObservation, _count: int) -> bool:
    return seen.failed


def _rolling_back(seen: ServiceObservation, _count: int) -> bool:
    return seen.rolling_back


def _runs(seen: ServiceObservation, _count: int) -> bool:
    return seen.steady and seen.desired_count > 0


def _steady(seen: ServiceObservation, _count: int) -> bool:
    return seen.steady


def _unwanted(seen: ServiceObservation, _count: int) -> bool:
    return seen.desired_count == 0


def _stopped(seen: ServiceObservation, _count: int) -> bool:
    return seen.desired_count == 0 and seen.steady


def _wanted(seen: ServiceObservation, _count: int) -> bool:
    return seen.desired_count > 0


def _resizing(seen: ServiceObservation, count: int) -> bool:
    return seen.desired_count != count and not seen.steady


RULES: Mapping[InstanceState, Sequence[tuple[Fits, InstanceAction]]] = {
    _S.PROVISIONING: ((_failed, _A.FAIL), (_rolling_back, _A.ROLL_BACK), (_steady, _A.SETTLE)),
    _S.ACTIVE: ((_rolling_back, _A.ROLL_BACK), (_unwanted, _A.SUSPEND), (_resizing, _A.SCALE)),
    _S.SCALING: ((_steady, _A.SETTLE),),
    _S.ROLLING_BACK: ((_runs, _A.SETTLE),),
    _S.SUSPENDING: ((_stopped, _A.DRAINED),),
    _S.SUSPENDED: ((_wanted, _A.RESUME),),
    _S.RESUMING: ((_runs, _A.SETTLE),),
}


def outcome(instance: Instance, seen: ServiceObservation | None, event: str, at: str) -> Instance:
    """The instance one step on towards `seen`; equal to `instance` when it is there.

    Args:
        instance: as it was read.
        seen: the service as it is, None when there is none.
        event: what made us look.
        at: when, ISO-8601.
    """
    if seen is None:
        return _gone(instance)
    state = _next_state(instance, seen)
    after = replace(instance, state=state, observed=_observed(instance.observed, seen, event, at))
    if seen.desired_count and state in (_S.ACTIVE, _S.SCALING):
        after = replace(after, desired_count=seen.desired_count)  # a suspended instance keeps the count to resume with
    if state is _S.FAILED and instance.state is not _S.FAILED:
        why = InstanceError(code=_FAILED, message=_NOT_STARTED, cause=seen.reason)
        after = replace(after, last_error=why)
    return after


def _next_state(instance: Instance, seen: ServiceObservation) -> InstanceState:
    rows = RULES.get(instance.state, ())
    action = next((action for fits, action in rows if fits(seen, instance.desired_count)), None)
    return INSTANCE_LIFECYCLE.after(instance.state, action) if action else instance.state


def _gone(instance: Instance) -> Instance:
    """A service that is not there means something only while it is being removed; a new one may not be shown yet."""
    if instance.state is not _S.DEPROVISIONING:
        return instance
    return replace(instance, state=INSTANCE_LIFECYCLE.after(instance.state, _A.REMOVED))


def _observed(before: Observed | None, seen: ServiceObservation, event: str, at: str) -> Observed:
    """The new observation, or the old one when only the occasion differs."""
    after = Observed(
        desired_count=seen.desired_count,
        running_count=seen.running_count,
        pending_count=seen.pending_count,
        rollout=seen.rollout,
        deployment_id=seen.deployment_id,
        last_event=event,
        at=at,
    )
    if before and replace(after, last_event=before.last_event, at=before.at) == before:
        return before
    return after
