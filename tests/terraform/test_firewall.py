"""The planned firewalls let people write, keep what is inside inside, and do not count functions as visitors."""

from copy import deepcopy

import pytest

from chassis.http.request_limits import MAX_BYTES
from tests.terraform.contracts import of
from tests.terraform.firewall import INSPECTED_BODY, Request, find_limits, find_refusal

pytestmark = pytest.mark.timeout(900)  # the first test that asks waits until every stack was applied
KEY = {"x-bbws-agent-key": "0123456789abcdef" * 4}


@pytest.fixture(scope="module")
def walls(applied):
    found = [it for stack in ("edge", "hosting") for it in of(applied(stack, "dev"), "aws_wafv2_web_acl")]
    return {it.values["scope"]: it.values["rule"] for it in found}


@pytest.mark.parametrize("scope", ["CLOUDFRONT", "REGIONAL"])
def test_long_bodies_reach_what_checks_them(walls, scope):
    """The API's own limit is 256 KiB, with a problem document; a plan that lets AWS's rule block is the mutant."""
    long = Request("/v1.0/tenants/t/sites", body_bytes=MAX_BYTES)
    blocking = deepcopy(walls[scope])
    for rule in blocking:
        for group in rule["statement"][0]["managed_rule_group_statement"]:
            group["rule_action_override"] = []

    assert find_refusal(walls[scope], long) is None
    assert find_refusal(blocking, long) == "AWSManagedRulesCommonRuleSet"
    assert find_refusal(blocking, Request("/v1.0/tenants/t/sites", body_bytes=INSPECTED_BODY)) is None


@pytest.mark.parametrize("path", ["/xmlrpc.php", "/healthz", "/a/XMLRPC.php", "/%78mlrpc.php", "/./healthz/"])
def test_what_is_inside_is_for_nobody(walls, path):
    assert find_refusal(walls["REGIONAL"], Request(path, headers=KEY)) == "Inside"


@pytest.mark.parametrize(
    "request_",
    [
        Request("/wp-json/bbws/v1/health"),
        Request("/WP-JSON//bbws/v1"),
        Request("/%77p-json/./bbws/v1"),
        Request("/", query="rest_route=/bbws/v1/health"),
    ],
)
def test_the_agent_is_for_who_has_a_key(walls, request_):
    keyed = Request(request_.path, request_.query, KEY)

    assert find_refusal(walls["REGIONAL"], request_) == "Agent"
    assert find_refusal(walls["REGIONAL"], keyed) is None


def test_visitors_reach_sites(walls):
    assert find_refusal(walls["REGIONAL"], Request("/2026/11/healthy-recipes/", query="s=agent")) is None


def test_functions_and_visitors_are_counted_apart(walls):
    assert find_limits(walls["REGIONAL"], Request("/wp-json/bbws/v1/sites", headers=KEY)) == {"TooManyWithKey"}
    assert find_limits(walls["REGIONAL"], Request("/")) == {"TooMany"}
    assert find_limits(walls["REGIONAL"], Request("/", headers={"x-bbws-agent-key": "mine"})) == {"TooMany"}
    assert find_limits(walls["CLOUDFRONT"], Request("/v1.0/tenants")) == {"TooMany"}


def test_a_made_up_key_has_a_limit_too(walls):
    limits = {
        rule["name"]: limit["limit"]
        for rule in walls["REGIONAL"]
        for limit in rule["statement"][0]["rate_based_statement"]
    }

    assert limits == {"TooMany": 6000, "TooManyWithKey": 60000}
