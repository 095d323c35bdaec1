"""The load balancer: from a site's own host to the tasks of its tenant."""

from typing import TYPE_CHECKING

from chassis.hosting.listener_rules import ListenerRules
from chassis.hosting.placement import target_group_name
from chassis.operations.refusals import explained
from chassis.operations.step_outcomes import Retryable
from chassis.runtime.ids import slug_of

if TYPE_CHECKING:
    from mypy_boto3_elbv2 import ElasticLoadBalancingv2Client
    from mypy_boto3_elbv2.type_defs import TagTypeDef

_OF_AWS = "aws:"  # tags that only AWS may give


class Routes:
    """Creates and deletes the rules of sites on the balancer's listener."""

    def __init__(self, client: "ElasticLoadBalancingv2Client", listener_arn: str) -> None:
        self.client = client
        self._rules = ListenerRules(client, listener_arn)

    def create_rule(self, tenant_id: str, host: str) -> str:
        """Create the rule that forwards `host` to the tenant's target group, with the group's tags; return its ARN.

        A rule that exists is pointed to the group.

        Raises:
            Impossible: AWS does not accept it.
            Retryable: the tenant has no target group now, or somebody else took the rule's place meanwhile.
        """
        with explained("the address of the site"):
            group = self._rules.find_target_group(target_group_name(slug_of(tenant_id)))
            if group is None:
                raise Retryable("WordPress has no place at the balancer yet.", cause="no target group")
            return self._rules.put(host, group, self._tags_of(group))

    def delete_rule(self, host: str) -> None:
        """Delete the rule of `host`; harmless when it is gone."""
        with explained("the deletion of the address"):
            self._rules.delete(host)

    def _tags_of(self, target_group_arn: str) -> list["TagTypeDef"]:
        """Who pays and who owns: what the instances service wrote on the tenant's target group."""
        (found,) = self.client.describe_tags(ResourceArns=[target_group_arn])["TagDescriptions"]
        return [tag for tag in found["Tags"] if not tag["Key"].startswith(_OF_AWS)]
