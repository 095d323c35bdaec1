"""Ids: of one form, and an operation's names its tenant."""

import pytest

from chassis.runtime.ids import is_id, new_id, new_operation_id, slug_of

TENANT = "tenant-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"


class TestIds:
    def test_new_ids_differ_and_are_ids(self):
        assert new_id("site") != new_id("site")
        assert is_id(new_id("site"))

    @pytest.mark.parametrize(
        "odd", ["", "site-", "-site", "SITE-1", "site-1\n", "site_1", "..", "site-%2f", "site-" + "a" * 65]
    )
    def test_refuses_what_is_no_id(self, odd):
        assert not is_id(odd)

    def test_an_operation_id_carries_its_tenants_slug(self):
        operation_id = new_operation_id(TENANT)

        assert slug_of(operation_id) == slug_of(TENANT) == "1b4e28ba2fa1"
        assert is_id(operation_id)

    def test_a_short_id_has_no_slug(self):
        with pytest.raises(ValueError, match="too short"):
            slug_of("tenant-1")
