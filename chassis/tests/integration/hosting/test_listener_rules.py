"""Rules of a listener of the embedded AWS."""

import secrets

import boto3
import pytest

from chassis.hosting.listener_rules import ListenerRules
from chassis.hosting.placement import choose_priority

KEYS = {"region_name": "af-south-1", "aws_access_key_id": "test", "aws_secret_access_key": "test"}
HOST, OTHER = "shop.sites.test", "other.sites.test"
TAGS = [{"Key": "bbws:tenant-id", "Value": "tenant-1"}]


@pytest.fixture
def rules(aws: str) -> ListenerRules:
    client = boto3.client("elbv2", endpoint_url=aws, **KEYS)
    balancer = client.create_load_balancer(Name=f"rules-{secrets.token_hex(4)}")["LoadBalancers"][0]["LoadBalancerArn"]
    refusal = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503"}}
    made = client.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=[refusal])
    return ListenerRules(client, made["Listeners"][0]["ListenerArn"])


@pytest.fixture
def group(rules: ListenerRules) -> str:
    return make_group(rules)


def make_group(rules: ListenerRules) -> str:
    name = f"group-{secrets.token_hex(4)}"
    rules.client.create_target_group(Name=name, Protocol="HTTP", Port=80, VpcId="vpc-1", TargetType="ip")
    return rules.find_target_group(name)


def seen(rules: ListenerRules) -> dict[str, tuple[str, int]]:
    """Host → target group and place."""
    found = rules.client.describe_rules(ListenerArn=rules.listener_arn)["Rules"]
    return {
        rule["Conditions"][0]["HostHeaderConfig"]["Values"][0]: (
            rule["Actions"][0]["TargetGroupArn"],
            int(rule["Priority"]),
        )
        for rule in found
        if rule["Conditions"]
    }


def test_a_host_has_one_rule_however_often_it_is_put(rules: ListenerRules, group: str) -> None:
    arn = rules.put(HOST, group, TAGS)

    assert rules.put(HOST, group, TAGS) == arn
    assert seen(rules) == {HOST: (group, choose_priority(HOST, set()))}
    assert rules.client.describe_tags(ResourceArns=[arn])["TagDescriptions"][0]["Tags"] == TAGS


def test_a_rule_that_led_elsewhere_leads_to_the_group(rules: ListenerRules, group: str) -> None:
    arn = rules.put(HOST, make_group(rules), TAGS)

    assert rules.put(HOST, group, TAGS) == arn
    assert seen(rules)[HOST][0] == group


def test_a_place_that_another_host_has_gives_the_next(rules: ListenerRules, group: str) -> None:
    own = choose_priority(HOST, set())
    rules.client.create_rule(
        ListenerArn=rules.listener_arn,
        Priority=own,
        Conditions=[{"Field": "host-header", "HostHeaderConfig": {"Values": [OTHER]}}],
        Actions=[{"Type": "forward", "TargetGroupArn": group}],
    )

    rules.put(HOST, group, TAGS)

    assert seen(rules) == {OTHER: (group, own), HOST: (group, own + 1)}


def test_deletes_only_the_rule_of_the_host_and_may_be_repeated(rules: ListenerRules, group: str) -> None:
    for host in (HOST, OTHER):
        rules.put(host, group, TAGS)

    for _ in range(2):
        rules.delete(HOST)

    assert list(seen(rules)) == [OTHER]


def test_a_target_group_that_nobody_made_is_not_found(rules: ListenerRules) -> None:
    assert rules.find_target_group("bbws-tenant-nobody") is None
