"""The composition root: what comes from the instances domain, and what is built on it here."""

from functools import cache

from chassis.runtime.clock import utc_now
from chassis.runtime.logging import Log
from ecs_event_handler.handler import EcsEventHandler
from ecs_event_handler.observer import Observer
from ecs_event_handler.reconciler import Reconciler
from ecs_event_handler.tenant_finder import TenantFinder
from instances.dependencies import callbacks, ecs_reader, instance_dao, task_dao, transitions
from instances.settings import EcsSettings


@cache
def log() -> Log:
    """The logger of both functions."""
    return Log("ecs-events")


@cache
def observer() -> Observer:
    """Looks at services."""
    return Observer(instance_dao(), ecs_reader(), transitions(), callbacks(), utc_now, log())


@cache
def event_handler() -> EcsEventHandler:
    """Handles single events."""
    finder = TenantFinder(ecs_reader(), instance_dao(), environment=EcsSettings.from_environment().environment)
    return EcsEventHandler(finder, task_dao(), observer(), log())


@cache
def reconciler() -> Reconciler:
    """Looks after what waits."""
    return Reconciler(instance_dao(), observer(), log())
