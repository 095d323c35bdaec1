"""A table is brought back beside the one in use, and only what is wished is copied."""

import time

import pytest

from deploy.refusal import Refused
from operate import side_tables
from operate.copy_back import Copy
from tests.operate.conftest import OTHER, TENANT

SLUG = "983d5058e4c4"


def site(number: int, name: str = "Karoo", tenant: str = TENANT, **more) -> dict:
    return {
        "PK": {"S": f"TENANT#{tenant}"},
        "SK": {"S": f"SITE#{number}"},
        "tenantId": {"S": tenant},
        "siteName": {"S": name},
        "version": {"N": "3"},
        **more,
    }


def guard(name: str, tenant: str = TENANT) -> dict:
    return {"PK": {"S": f"SUBDOMAIN#{name}"}, "SK": {"S": "UNIQUE"}, "tenantId": {"S": tenant}}


@pytest.fixture
def sites(cloud, table):
    """The table of sites in use, with what the tests lose."""
    name = table("sites")
    written = [site(1), site(2), guard("karoo"), site(9, tenant=OTHER), guard("other", OTHER)]
    written += [site(3, expiresAtEpoch={"N": str(int(time.time()) - 5)})]
    for item in written:
        cloud.dynamodb.put_item(TableName=name, Item=item)
    return name


@pytest.fixture
def side(operate, sites):
    _, told, _ = operate("restore-table --env dev --table sites --at latest")
    return told.partition(":")[0]


@pytest.fixture
def get(cloud, sites):
    """The item in use, or None."""
    return lambda item: cloud.dynamodb.get_item(TableName=sites, Key={key: item[key] for key in ("PK", "SK")}).get(
        "Item"
    )


@pytest.fixture
def damaged(cloud, sites, side):
    """The positive control: one item deleted, its guard too, one changed, one of another tenant deleted."""
    for lost in (site(1), guard("karoo"), site(9, tenant=OTHER), site(3)):
        cloud.dynamodb.delete_item(TableName=sites, Key={key: lost[key] for key in ("PK", "SK")})
    cloud.dynamodb.put_item(TableName=sites, Item=site(2, "Wrong", version={"N": "5"}))
    return side


class TestRestore:
    def test_makes_a_side_table_that_says_so_and_counts_it(self, cloud, operate, sites):
        code, told, _ = operate("restore-table --env dev --table sites --at latest")

        assert code == 0
        assert told.startswith("bbws-sites-dev-at-20")
        assert "Z: 6 items\n" in told
        arn = cloud.dynamodb.describe_table(TableName=told.partition(":")[0])["Table"]["TableArn"]
        assert cloud.dynamodb.list_tags_of_resource(ResourceArn=arn)["Tags"][0]["Key"] == "bbws:purpose"

    def test_the_same_time_finds_the_same_table(self, operate, side):
        stamp = side.rpartition("-at-")[2]
        at = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:11]}:{stamp[11:13]}:{stamp[13:]}"

        assert operate(f"restore-table --env dev --table sites --at {at}")[1].partition(":")[0] == side

    @pytest.mark.parametrize(
        ("at", "refusal"),
        [("2020-01-01T00:00:00Z", "can be had as of"), ("2026-11-21T03:15:00", "has no zone"), ("soon", "is no time")],
    )
    def test_an_impossible_time_is_refused_with_what_is_possible(self, operate, sites, at, refusal):
        code, _, told = operate(f"restore-table --env dev --table sites --at {at}")

        assert code == 1
        assert refusal in told

    def test_unknown_missing_and_unprotected_tables_are_refused(self, operate, table):
        assert "there are: instances, mail" in operate("restore-table --env dev --table sitez --at latest")[2]
        assert "there is no table" in operate("restore-table --env sit --table sites --at latest")[2]
        table("mail", recoverable=False)
        assert "no point-in-time recovery" in operate("restore-table --env dev --table mail --at latest")[2]

    def test_waits_and_tells_for_what(self, monkeypatch):
        states, told = ["CREATING", "ACTIVE"], []
        monkeypatch.setattr(side_tables, "_LOOK_SECONDS", 0)
        monkeypatch.setattr(side_tables, "_status", lambda *_: states.pop(0))

        class Tables:
            def describe_table(self, **_):
                return {"Table": {"TableArn": "arn"}}

            def tag_resource(self, **_):
                told.append("tagged")

        side_tables.await_ready("t-at-1", Tables(), told.append)
        assert told == ["t-at-1: creating", "tagged"]

    def test_a_table_that_vanished_while_waiting_is_told(self, monkeypatch):
        monkeypatch.setattr(side_tables, "_status", lambda *_: "")

        with pytest.raises(Refused, match="is gone"):
            side_tables.await_ready("t-at-1", None, print)


class TestCopyBack:
    def test_without_apply_it_only_tells_numbers(self, operate, damaged, get):
        code, told, _ = operate(f"copy-back --env dev --side {damaged} --tenant {TENANT}")

        assert code == 0
        assert [line.split() for line in told.splitlines()[1:5]] == [
            ["missing", "2", "SUBDOMAIN/UNIQUE", "1,", "TENANT/SITE", "1"],
            ["differs", "1", "TENANT/SITE", "1"],
            ["same", "0"],
            ["expired", "1", "TENANT/SITE", "1"],
        ]
        assert told.endswith("2 would be written to bbws-sites-dev: say --apply.\n")
        assert get(site(1)) is None

    def test_brings_back_what_is_missing_of_one_tenant_with_its_guards(self, operate, damaged, get):
        _, told, _ = operate(f"copy-back --env dev --side {damaged} --tenant {TENANT} --apply")

        assert "2 written to bbws-sites-dev" in told
        assert f"drop-side --env dev --side {damaged}" in told
        assert get(site(1))["siteName"] == {"S": "Karoo"}
        assert get(guard("karoo"))
        assert get(site(2))["siteName"] == {"S": "Wrong"}
        assert get(site(9, tenant=OTHER)) is None
        assert get(site(3)) is None

    def test_overwrites_only_when_told_and_never_counts_back(self, operate, damaged, get):
        operate(f"copy-back --env dev --side {damaged} --everything --overwrite --apply")

        assert get(site(2)) == site(2, version={"N": "6"})
        assert get(site(9, tenant=OTHER))

    def test_a_second_time_changes_nothing(self, operate, damaged):
        operate(f"copy-back --env dev --side {damaged} --everything --apply")

        assert "0 written" in operate(f"copy-back --env dev --side {damaged} --everything --apply")[1]

    def test_tells_which_when_asked(self, operate, damaged):
        told = operate(f"copy-back --env dev --side {damaged} --tenant {TENANT} --keys")[1]

        assert f"differs  TENANT#{TENANT} SITE#2\n" in told
        assert "missing  SUBDOMAIN#karoo UNIQUE\n" in told

    def test_what_changed_since_it_was_compared_is_left_alone(self, cloud, damaged, sites, get):
        copy = Copy(cloud.dynamodb, damaged, sites, TENANT, int(time.time()))
        found = {one.key.rpartition("#")[2]: one for one in copy.differences()}
        cloud.dynamodb.put_item(TableName=sites, Item=site(2, "Newer", version={"N": "6"}))
        cloud.dynamodb.put_item(TableName=sites, Item=site(1, "Made again"))

        assert not copy.write(found["2"])
        assert not copy.write(found["1"])
        assert (get(site(1))["siteName"], get(site(2))["siteName"]) == ({"S": "Made again"}, {"S": "Newer"})

    def test_an_operation_is_found_by_the_slug_in_its_key(self, cloud):
        copy = Copy(cloud.dynamodb, "side", "table", TENANT, 0)

        assert copy._asked_for({"PK": {"S": f"TENANT#{SLUG}"}, "SK": {"S": "OPERATION#1"}})
        assert not copy._asked_for({"PK": {"S": f"TENANT#{OTHER}"}, "SK": {"S": "SITE#1"}})

    @pytest.mark.parametrize("whose", ["", f"--everything --tenant {TENANT}"])
    def test_one_must_say_whose_items(self, operate, side, whose):
        assert "say whose items" in operate(f"copy-back --env dev --side {side} {whose}")[2]


class TestForget:
    def test_deletes_the_side_table_and_never_one_in_use(self, cloud, operate, side, sites):
        assert operate(f"drop-side --env dev --side {side}")[:2] == (0, f"{side} deleted\n")
        assert "is no side table" in operate(f"drop-side --env dev --side {sites}")[2]
        assert "there is no" in operate(f"drop-side --env dev --side {side}")[2]
        pages = cloud.dynamodb.get_paginator("list_tables").paginate()
        assert sites in {name for page in pages for name in page["TableNames"]}

    def test_another_environments_table_is_refused(self, operate, side):
        assert "is not of prod" in operate(f"drop-side --env prod --side {side}")[2]

    def test_what_is_not_ready_is_not_copied(self, operate, sites):
        told = operate("copy-back --env dev --side bbws-sites-dev-at-20200101T000000Z --everything")[2]

        assert "is not ready" in told
