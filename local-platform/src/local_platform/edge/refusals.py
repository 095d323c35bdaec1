"""Refusals of AWS that MiniStack leaves out: what it accepts here, an account accepts as well."""

from collections.abc import Callable, Iterator
from typing import Any

from ministack.services import alb, cloudwatch_logs, ecs, efs, iam, secretsmanager

from local_platform.edge.ecs_rules import find_definition_errors, find_launch_errors, find_service_errors
from local_platform.edge.routes import groups_of
from local_platform.edge.start_failures import Account, find_start_failure

type Json = dict[str, Any]
type Answer = Any
"""A reply as MiniStack passes it on: status, headers, body."""
type Action = Callable[[Json], Answer]

NAME_LIMIT = 32  # of a load balancer and of a target group
ROLE_NAME_LIMIT = 64


def refuse() -> None:
    """Wrap the actions that check too little; after `ecs_state`, which replaces some of them."""
    actions = ecs._ACTION_MAP
    for name, find, code in (
        ("RegisterTaskDefinition", find_definition_errors, "ClientException"),
        ("CreateService", _find_service_errors, "InvalidParameterException"),
        ("UpdateService", _find_service_errors, "InvalidParameterException"),
        ("RunTask", _find_launch_errors, "InvalidParameterException"),
    ):
        actions[name] = _checked(actions[name], find, code)
    for name in ("CreateTargetGroup", "CreateLoadBalancer"):
        alb._ACTION_MAP[name] = _with_short_name(alb._ACTION_MAP[name], name.removeprefix("Create"))
    alb._ACTION_MAP["CreateRule"] = _with_free_priority(alb._ACTION_MAP["CreateRule"])
    iam._IAM_HANDLERS["CreateRole"] = _with_short_role_name(iam._IAM_HANDLERS["CreateRole"])


def start_failure(definition: Json) -> str | None:
    """Why no task of this definition can start now; None when it can."""
    return find_start_failure(
        definition,
        Account(
            roles={role["Arn"] for role in iam._roles.values()},
            secrets={secret["ARN"] for secret in secretsmanager._secrets.values()},
            log_groups=set(cloudwatch_logs._log_groups.keys()),
            file_systems=set(efs._file_systems.keys()),
            access_points=dict(efs._access_points.items()),
        ),
    )


def _checked(action: Action, find: Callable[[Json], Iterator[str]], code: str) -> Action:
    def checked(data: Json) -> Answer:
        error = next(iter(find(data)), None)
        return ecs.error_response_json(code, error, 400) if error else action(data)

    return checked


def _find_service_errors(asked: Json) -> Iterator[str]:
    types = {arn: group["TargetType"] for arn, group in alb._tgs.items()}
    return find_service_errors(asked, _definition_of(asked), types, set(_routed_groups()))


def _find_launch_errors(asked: Json) -> Iterator[str]:
    return find_launch_errors(asked, _definition_of(asked))


def _definition_of(asked: Json) -> Json:
    """The task definition that is asked for; that of the service when UpdateService names none."""
    service: Json = next((it for it in ecs._services.values() if it["serviceName"] == asked.get("service")), {})
    reference = asked.get("taskDefinition") or service.get("taskDefinition", "")
    found: Json = ecs._task_defs.get(ecs._resolve_td_key(reference), {})
    return found


def _routed_groups() -> Iterator[str]:
    forwards = [*alb._rules.values(), *({"Actions": it["DefaultActions"]} for it in alb._listeners.values())]
    yield from (group for forward in forwards for group in groups_of(forward))


def _with_short_name(action: Action, kind: str) -> Action:
    label = {"TargetGroup": "Target group name", "LoadBalancer": "The load balancer name"}[kind]

    def checked(params: Json) -> Answer:
        name = alb._p(params, "Name")
        if len(name) > NAME_LIMIT:
            return alb._error("ValidationError", f"{label} '{name}' cannot be longer than '{NAME_LIMIT}' characters")
        return action(params)

    return checked


def _with_free_priority(action: Action) -> Action:
    def checked(params: Json) -> Answer:
        priority, listener = alb._p(params, "Priority"), alb._p(params, "ListenerArn")
        taken = {rule["Priority"] for rule in alb._rules.values() if rule["ListenerArn"] == listener}
        if priority in taken:
            return alb._error("PriorityInUse", f"Priority '{priority}' is currently in use")
        return action(params)

    return checked


def _with_short_role_name(action: Action) -> Action:
    def checked(params: Json) -> Answer:
        name = iam._p(params, "RoleName")
        if len(name) <= ROLE_NAME_LIMIT:
            return action(params)
        message = (
            f"1 validation error detected: Value '{name}' at 'roleName' failed to satisfy constraint: "
            f"Member must have length less than or equal to {ROLE_NAME_LIMIT}"
        )
        return iam._error(400, "ValidationError", message, ns="iam")

    return checked
