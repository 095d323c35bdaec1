"""The rules of the balancer's listener: which target group answers for which host."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from chassis.hosting.placement import choose_priority

if TYPE_CHECKING:
    from mypy_boto3_elbv2 import ElasticLoadBalancingv2Client
    from mypy_boto3_elbv2.type_defs import RuleTypeDef, TagTypeDef


class ListenerRules:
    """Creates and deletes the rules of one listener, one per host.

    Every method may be repeated. AWS's refusals pass through: `chassis.operations.refusals` says what they mean.
    """

    def __init__(self, client: "ElasticLoadBalancingv2Client", listener_arn: str) -> None:
        self.client, self.listener_arn = client, listener_arn

    def find_target_group(self, name: str) -> str | None:
        """The ARN of the target group of this name."""
        try:
            answer = self.client.describe_target_groups(Names=[name])
        except self.client.exceptions.TargetGroupNotFoundException:
            return None
        return next((group["TargetGroupArn"] for group in answer["TargetGroups"]), None)

    def put(self, host: str, target_group_arn: str, tags: Sequence["TagTypeDef"]) -> str:
        """Create the rule that forwards `host`, or point it to this target group; return its ARN."""
        rules = self._list()
        found = _rule_of(host, rules)
        if found is None:
            return self._create(host, target_group_arn, tags, rules)
        self.client.modify_rule(
            RuleArn=found["RuleArn"], Actions=[{"Type": "forward", "TargetGroupArn": target_group_arn}]
        )
        return found["RuleArn"]

    def delete(self, host: str) -> None:
        """Delete the rule of `host`; harmless when it is gone."""
        if found := _rule_of(host, self._list()):
            with suppress(self.client.exceptions.RuleNotFoundException):
                self.client.delete_rule(RuleArn=found["RuleArn"])

    def _create(
        self, host: str, target_group_arn: str, tags: Sequence["TagTypeDef"], rules: Iterable["RuleTypeDef"]
    ) -> str:
        taken = {int(rule["Priority"]) for rule in rules if rule["Priority"].isdigit()}
        answer = self.client.create_rule(
            ListenerArn=self.listener_arn,
            Priority=choose_priority(host, taken),
            Conditions=[{"Field": "host-header", "HostHeaderConfig": {"Values": [host]}}],
            Actions=[{"Type": "forward", "TargetGroupArn": target_group_arn}],
            Tags=tags,
        )
        return answer["Rules"][0]["RuleArn"]

    def _list(self) -> list["RuleTypeDef"]:
        pages = self.client.get_paginator("describe_rules").paginate(ListenerArn=self.listener_arn)
        return [rule for page in pages for rule in page["Rules"]]


def _rule_of(host: str, rules: Iterable["RuleTypeDef"]) -> "RuleTypeDef | None":
    return next((rule for rule in rules if host in _hosts(rule)), None)


def _hosts(rule: "RuleTypeDef") -> set[str]:
    conditions = (it for it in rule.get("Conditions", []) if it.get("Field") == "host-header")
    return {host for it in conditions for host in it.get("HostHeaderConfig", {}).get("Values", it.get("Values", []))}
