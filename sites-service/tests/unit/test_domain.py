"""What a site is and may become."""

import itertools

import pytest

from chassis.errors import InvalidTransition, InvalidValue
from sites.domain import subdomain
from sites.domain.errors import QuotaExceeded, SubdomainTaken
from sites.domain.lifecycle import OFFERED, SITE_LIFECYCLE, SiteAction, SiteStatus, after
from sites.domain.links import SITE_LINKS
from sites.domain.permissions import RULES
from sites.domain.site_eligibility import UNLIMITED, SiteEligibility, site_limit


class TestLifecycle:
    @pytest.mark.parametrize(("status", "action"), list(itertools.product(SiteStatus, SiteAction)))
    def test_every_pair_is_a_transition_or_a_refusal_that_helps(self, status, action):
        if SITE_LIFECYCLE.allows(status, action):
            assert after(status, action) in SiteStatus
            return
        with pytest.raises(InvalidTransition) as refused:
            after(status, action)
        assert refused.value.extensions["currentStatus"] == status
        assert set(refused.value.extensions["allowedActions"]) <= set(OFFERED)

    def test_deleted_is_the_end(self):
        assert SITE_LIFECYCLE.allowed(SiteStatus.DELETED) == []

    def test_every_state_is_reached_from_provisioning(self):
        seen, todo = set(), [SiteStatus.PROVISIONING]
        while todo:
            state = todo.pop()
            seen.add(state)
            todo += [
                after(state, action) for action in SITE_LIFECYCLE.allowed(state) if after(state, action) not in seen
            ]

        assert seen == set(SiteStatus)

    def test_what_is_offered_has_a_route_and_a_rule(self):
        linked = {link.action for link in SITE_LINKS if link.action}

        assert linked == set(OFFERED)
        assert all(f"{action}_site" in RULES for action in OFFERED)


class TestSubdomain:
    @pytest.mark.parametrize("name", ["abc", "a-b", "0-9", "a" * 63, "shop", "blog", "my--shop", "tenants", "wwww"])
    def test_takes_good_names(self, name):
        assert subdomain.require_subdomain(name) == name

    @pytest.mark.parametrize(
        "name",
        [
            "",
            "ab",
            "a" * 64,
            "-ab",
            "ab-",
            "aB",
            "a_b",
            "a.b",
            "ä-b",
            "abc\n",
            "a b",
            *sorted(subdomain.RESERVED),
            *("tenant-x", "xn--a", "ns7", "mx10", "www2"),
            *("mta-sts", "idp", "cpanel", "checkout", "grafana"),  # one of each kind
        ],
    )
    def test_refuses_the_others(self, name):
        with pytest.raises(InvalidValue, match=r"Use only|We reserve"):
            subdomain.require_subdomain(name)


class TestTiers:
    @pytest.mark.parametrize(
        ("tier", "limit"),
        [
            ("BASIC", 5),
            ("STANDARD", 20),
            ("PREMIUM", 50),
            ("ENTERPRISE", UNLIMITED),
            ("STARTER", 5),
            ("PROFESSIONAL", 50),
        ],
    )
    def test_allow_so_many_sites(self, tier, limit):
        assert site_limit(tier) == limit

    def test_an_unlimited_tier_is_called_so(self):
        gate = SiteEligibility(tenant_id="tenant-1", tier="ENTERPRISE", site_limit=UNLIMITED, site_count=UNLIMITED)

        assert QuotaExceeded(gate).extensions["limit"] == "unlimited"


def test_a_strangers_subdomain_tells_nothing_of_the_stranger():
    assert SubdomainTaken("acme").extensions == {}
