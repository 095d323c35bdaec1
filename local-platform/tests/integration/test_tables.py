"""Tables of saved state meet the declarations of today."""

import secrets

import pytest

from local_platform.clients import Aws
from local_platform.names import full_name
from local_platform.options import StartError
from local_platform.provision.tables import ensure_table
from local_platform.service_manifest import Index, Key, Table

KEY = Key(partition="PK", sort="SK")
INDEX = Index(partition="PK", sort="SK")


@pytest.fixture
def embedded(aws: str) -> Aws:
    return Aws(aws)


@pytest.fixture
def name() -> str:
    return f"notes-{secrets.token_hex(4)}"


def test_an_index_that_a_declaration_gains_is_added(embedded: Aws, name: str) -> None:
    ensure_table(embedded, name, Table(keys=KEY))
    ensure_table(embedded, name, Table(keys=KEY, indexes={"GSI1": Index(partition="GSI1PK", sort="GSI1SK")}))

    table = embedded("dynamodb").describe_table(TableName=full_name(name))["Table"]
    assert [index["IndexName"] for index in table["GlobalSecondaryIndexes"]] == ["GSI1"]


@pytest.mark.parametrize(
    ("declared", "what"),
    [
        (Table(keys=Key(partition="ID"), indexes={"GSI1": INDEX}), "{table} has other keys"),
        (Table(keys=KEY, indexes={"GSI1": Index(partition="SK")}), "{table}, index GSI1 has other keys"),
    ],
)
def test_state_of_an_earlier_version_is_named_with_the_remedy(
    embedded: Aws, name: str, declared: Table, what: str
) -> None:
    ensure_table(embedded, name, Table(keys=KEY, indexes={"GSI1": INDEX}))

    with pytest.raises(StartError, match=what.format(table=full_name(name))) as error:
        ensure_table(embedded, name, declared)

    assert "make run RESET=1" in str(error.value)
