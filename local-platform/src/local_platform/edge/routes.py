"""Which host names the rules of the load balancer send to a service."""

from collections.abc import Iterator
from typing import Any

from ministack.services import alb

type Json = dict[str, Any]

_HOST = "host-header"


def hosts_of(service: Json) -> list[str]:
    """The host patterns of every rule that forwards to a target group of the service, with `*` and `?`."""
    own = {balancer.get("targetGroupArn") for balancer in service.get("loadBalancers", [])}
    rules = [rule for rule in alb._rules.values() if own.intersection(groups_of(rule))]
    return sorted({host for rule in rules for host in _hosts(rule)})


def groups_of(rule: Json) -> Iterator[str]:
    """The target groups to which a rule forwards."""
    yield from (action["TargetGroupArn"] for action in rule["Actions"] if action.get("TargetGroupArn"))


def _hosts(rule: Json) -> Iterator[str]:
    for condition in rule["Conditions"]:
        if condition["Field"] == _HOST:
            yield from condition.get("HostHeaderConfig", {}).get("Values") or condition.get("Values", [])
