"""A table is restored beside the one in use, and only the wanted items are copied."""

import time

import pytest

from deploy.errors import CommandError
from operate import side_tables
from operate.copy_back import TableCopy
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
    """The table of sites in use, with the items that tests delete."""
    name = table("sites")
    written = [site(1), site(2), guard("karoo"), site(9, tenant=OTHER), guard("other", OTHER)]
    written += [site(3, expiresAtEpoch={"N": str(int(time.time()) - 5)})]
    for item in written:
        cloud.dynamodb.put_item(TableName=name, Item=item)
    return name


@pytest.fixture
def side(operate, sites):
    _, printed, _ = operate("restore-table --env dev --table sites --at latest")
    return printed.partition(":")[0]


@pytest.fixture
def get(cloud, sites):
    """The item in use, or None."""
    return lambda item: cloud.dynamodb.get_item(TableName=sites, Key={key: item[key] for key in ("PK", "SK")}).get(
        "Item"
    )


@pytest.fixture
def damaged(cloud, sites, side):
    """Deletes an item with its guard and an item of another tenant, and changes one."""
    for lost in (site(1), guard("karoo"), site(9, tenant=OTHER), site(3)):
        cloud.dynamodb.delete_item(TableName=sites, Key={key: lost[key] for key in ("PK", "SK")})
    cloud.dynamodb.put_item(TableName=sites, Item=site(2, "Wrong", version={"N": "5"}))
    return side


class TestRestore:
    def test_restores_a_tagged_side_table_and_counts_it(self, cloud, operate, sites):
        code, printed, _ = operate("restore-table --env dev --table sites --at latest")

        assert code == 0
        assert printed.startswith("bbws-sites-dev-at-20")
        assert "Z: 6 items\n" in printed
        arn = cloud.dynamodb.describe_table(TableName=printed.partition(":")[0])["Table"]["TableArn"]
        assert cloud.dynamodb.list_tags_of_resource(ResourceArn=arn)["Tags"][0]["Key"] == "bbws:purpose"

    def test_the_same_time_finds_the_same_table(self, operate, side):
        stamp = side.rpartition("-at-")[2]
        at = f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:11]}:{stamp[11:13]}:{stamp[13:]}"

        assert operate(f"restore-table --env dev --table sites --at {at}")[1].partition(":")[0] == side

    @pytest.mark.parametrize(
        ("at", "error"),
        [
            ("2020-01-01T00:00:00Z", "can be restored"),
            ("2026-11-21T03:15:00", "has no time zone"),
            ("soon", "is not a time"),
        ],
    )
    def test_an_impossible_time_fails_with_the_possible_range(self, operate, sites, at, error):
        code, _, printed = operate(f"restore-table --env dev --table sites --at {at}")

        assert code == 1
        assert error in printed

    def test_unknown_missing_and_unprotected_tables_are_errors(self, operate, table):
        assert "choose from: instances, mail" in operate("restore-table --env dev --table sitez --at latest")[2]
        assert "does not exist" in operate("restore-table --env sit --table sites --at latest")[2]
        table("mail", recoverable=False)
        assert "no point-in-time recovery" in operate("restore-table --env dev --table mail --at latest")[2]

    def test_waits_and_reports_progress(self, monkeypatch):
        states, printed = ["CREATING", "ACTIVE"], []
        monkeypatch.setattr(side_tables, "_POLL_SECONDS", 0)
        monkeypatch.setattr(side_tables, "_get_status", lambda *_: states.pop(0))

        class Tables:
            def describe_table(self, **_):
                return {"Table": {"TableArn": "arn"}}

            def tag_resource(self, **_):
                printed.append("tagged")

        side_tables.wait_until_ready("t-at-1", Tables(), printed.append)
        assert printed == ["t-at-1: creating", "tagged"]

    def test_a_table_deleted_while_waiting_is_an_error(self, monkeypatch):
        monkeypatch.setattr(side_tables, "_get_status", lambda *_: "")

        with pytest.raises(CommandError, match="is gone"):
            side_tables.wait_until_ready("t-at-1", None, print)


class TestCopyBack:
    def test_without_apply_it_prints_numbers_only(self, operate, damaged, get):
        code, printed, _ = operate(f"copy-back --env dev --side {damaged} --tenant {TENANT}")

        assert code == 0
        assert [line.split() for line in printed.splitlines()[1:5]] == [
            ["missing", "2", "SUBDOMAIN/UNIQUE", "1,", "TENANT/SITE", "1"],
            ["differs", "1", "TENANT/SITE", "1"],
            ["same", "0"],
            ["expired", "1", "TENANT/SITE", "1"],
        ]
        assert printed.endswith("2 would be written to bbws-sites-dev: add --apply.\n")
        assert get(site(1)) is None

    def test_restores_the_missing_items_of_one_tenant_with_their_guards(self, operate, damaged, get):
        _, printed, _ = operate(f"copy-back --env dev --side {damaged} --tenant {TENANT} --apply")

        assert "2 written to bbws-sites-dev" in printed
        assert f"delete-side-table --env dev --side {damaged}" in printed
        assert get(site(1))["siteName"] == {"S": "Karoo"}
        assert get(guard("karoo"))
        assert get(site(2))["siteName"] == {"S": "Wrong"}
        assert get(site(9, tenant=OTHER)) is None
        assert get(site(3)) is None

    def test_overwrites_on_request_and_never_lowers_a_counter(self, operate, damaged, get):
        operate(f"copy-back --env dev --side {damaged} --everything --overwrite --apply")

        assert get(site(2)) == site(2, version={"N": "6"})
        assert get(site(9, tenant=OTHER))

    def test_a_second_time_changes_nothing(self, operate, damaged):
        operate(f"copy-back --env dev --side {damaged} --everything --apply")

        assert "0 written" in operate(f"copy-back --env dev --side {damaged} --everything --apply")[1]

    def test_prints_the_keys_on_request(self, operate, damaged):
        printed = operate(f"copy-back --env dev --side {damaged} --tenant {TENANT} --keys")[1]

        assert f"differs  TENANT#{TENANT} SITE#2\n" in printed
        assert "missing  SUBDOMAIN#karoo UNIQUE\n" in printed

    def test_an_item_changed_since_the_comparison_is_not_written(self, cloud, damaged, sites, get):
        copy = TableCopy(cloud.dynamodb, damaged, sites, TENANT, int(time.time()))
        found = {one.key.rpartition("#")[2]: one for one in copy.compare()}
        cloud.dynamodb.put_item(TableName=sites, Item=site(2, "Newer", version={"N": "6"}))
        cloud.dynamodb.put_item(TableName=sites, Item=site(1, "Made again"))

        assert not copy.write(found["2"])
        assert not copy.write(found["1"])
        assert (get(site(1))["siteName"], get(site(2))["siteName"]) == ({"S": "Made again"}, {"S": "Newer"})

    def test_an_operation_is_found_by_the_slug_in_its_key(self, cloud):
        copy = TableCopy(cloud.dynamodb, "side", "table", TENANT, 0)

        assert copy._is_wanted({"PK": {"S": f"TENANT#{SLUG}"}, "SK": {"S": "OPERATION#1"}})
        assert not copy._is_wanted({"PK": {"S": f"TENANT#{OTHER}"}, "SK": {"S": "SITE#1"}})

    @pytest.mark.parametrize("whose", ["", f"--everything --tenant {TENANT}"])
    def test_the_items_must_be_chosen(self, operate, side, whose):
        assert "choose the items" in operate(f"copy-back --env dev --side {side} {whose}")[2]


class TestDeleteSideTable:
    def test_deletes_the_side_table_and_never_one_in_use(self, cloud, operate, side, sites):
        assert operate(f"delete-side-table --env dev --side {side}")[:2] == (0, f"{side} deleted\n")
        assert "is not a side table" in operate(f"delete-side-table --env dev --side {sites}")[2]
        assert "does not exist" in operate(f"delete-side-table --env dev --side {side}")[2]
        pages = cloud.dynamodb.get_paginator("list_tables").paginate()
        assert sites in {name for page in pages for name in page["TableNames"]}

    def test_a_table_of_another_environment_is_an_error(self, operate, side):
        assert "does not belong to prod" in operate(f"delete-side-table --env prod --side {side}")[2]

    def test_a_side_table_that_is_not_ready_is_not_copied(self, operate, sites):
        printed = operate("copy-back --env dev --side bbws-sites-dev-at-20200101T000000Z --everything")[2]

        assert "is not ready" in printed
