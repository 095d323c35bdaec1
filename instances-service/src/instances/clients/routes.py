"""The load balancer: from the name of a tenant's network to its tasks."""

from typing import TYPE_CHECKING

from chassis.hosting.listener_rules import ListenerRules
from chassis.hosting.placement import target_group_name
from chassis.operations.refusals import explained
from instances.domain.hosting import Hosting
from instances.domain.instance import Instance
from instances.domain.tags import as_capital_list, tags_of
from instances.domain.task_definition import PORT

if TYPE_CHECKING:
    from mypy_boto3_elbv2 import ElasticLoadBalancingv2Client
    from mypy_boto3_elbv2.type_defs import TagTypeDef

_LEAVES_WITHIN = "30"  # seconds in which a stopping task may still answer


class Routes:
    """Creates and deletes a tenant's target group and its rule on the balancer's listener."""

    def __init__(self, client: "ElasticLoadBalancingv2Client", hosting: Hosting) -> None:
        self.client, self.hosting = client, hosting
        self._rules = ListenerRules(client, hosting.listener_arn)

    def create_target_group(self, instance: Instance) -> str:
        """Create the target group unless it exists; return its ARN.

        Raises:
            Impossible: AWS does not accept it.
        """
        with explained("the target group"):
            arn = self._find_target_group(instance) or self._create_target_group(instance)
            leaves = {"Key": "deregistration_delay.timeout_seconds", "Value": _LEAVES_WITHIN}
            self.client.modify_target_group_attributes(TargetGroupArn=arn, Attributes=[leaves])  # type: ignore[list-item]
        return arn

    def create_rule(self, instance: Instance, target_group_arn: str) -> str:
        """Create the rule that forwards the network's name, or point it to this target group; return its ARN.

        Raises:
            Impossible: AWS does not accept it.
            Retryable: somebody else took the rule's place meanwhile.
        """
        with explained("the address of the instance"):
            return self._rules.put(instance.domain, target_group_arn, self._tags(instance))

    def delete_target_group(self, instance: Instance) -> None:
        """Delete the target group, whose rule is gone; harmless when it is gone as well.

        Raises:
            Retryable: the balancer still knows the rule.
        """
        if arn := self._find_target_group(instance):
            with explained("the deletion of the target group"):
                self.client.delete_target_group(TargetGroupArn=arn)

    def delete_rule(self, instance: Instance) -> None:
        """Delete the rule; harmless when it is gone."""
        self._rules.delete(instance.domain)

    def _find_target_group(self, instance: Instance) -> str | None:
        return self._rules.find_target_group(target_group_name(instance.slug))

    def _create_target_group(self, instance: Instance) -> str:
        answer = self.client.create_target_group(
            Name=target_group_name(instance.slug),
            Protocol="HTTP",  # TLS ends at the balancer; behind it security groups let only the balancer in
            Port=PORT,
            VpcId=self.hosting.vpc_id,
            TargetType="ip",
            HealthCheckPath="/healthz",
            HealthCheckIntervalSeconds=30,
            HealthyThresholdCount=2,
            UnhealthyThresholdCount=3,
            Tags=self._tags(instance),
        )
        return answer["TargetGroups"][0]["TargetGroupArn"]

    def _tags(self, instance: Instance) -> list["TagTypeDef"]:
        tags = tags_of(instance.tenant_id, self.hosting.environment, instance.opportunity_id, "alb")
        return as_capital_list(tags)  # type: ignore[return-value]
