"""What tests of all services share: an embedded AWS a session, and fresh tables a test."""

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from chassis.runtime import clients
from chassis.testing import FrozenClock
from chassis.testing.answers import watching_answers
from chassis.testing.caches import forget_results
from chassis.testing.events import EDGE_KEYS
from chassis.testing.rights import Rights, Use, keep, recording
from chassis.testing.spy import spying
from chassis.testing.yaml_files import read_yaml
from local_platform.embedded_aws import embedded_aws, variables

ROOT = Path(__file__).parent
os.environ |= EDGE_KEYS  # of every API and the authorizer

settings.register_profile("ours", deadline=None)  # speeds live in tools/bench: a busy machine fails no test
settings.load_profile("ours")
settings.register_profile(  # mutmut runs the tests several times in one process, and compares the runs
    "mutation",
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The whole apply goes first: it mostly waits for the provider, while other tests want the processor."""
    items.sort(key=lambda item: "e2e" not in item.path.parts)


@pytest.fixture
def clock() -> FrozenClock:
    """A clock that stands still."""
    return FrozenClock()


@pytest.fixture(scope="session")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an embedded AWS of this session's own, or of the one that `EMBEDDED_AWS` names."""
    if shared := os.environ.get("EMBEDDED_AWS"):  # mutation runs many short sessions (tests/mutation)
        yield shared
        return
    with embedded_aws(tmp_path_factory.mktemp("ministack") / "log") as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def uses() -> Iterator[set[Use]]:
    """What functions asked of AWS in the tests of this process; kept in the folder `RECORD_USES`, where it is set."""
    found: set[Use] = set()
    yield found
    if folder := os.environ.get("RECORD_USES"):
        keep(found, Path(folder))


@pytest.fixture(scope="session")
def rights() -> Mapping[str, Rights]:
    """Handler → what its function may do."""
    declared = [read_yaml(manifest) for manifest in ROOT.glob("*/service.yaml")]
    functions = [function for service in declared for function in service["functions"].values()]
    return {it["handler"]: Rights(it.get("permissions", {}), it.get("keys", {})) for it in functions}


@pytest.fixture(autouse=True)
def within_rights(uses: set[Use], rights: Mapping[str, Rights]) -> Iterator[None]:
    """Whatever a test makes a function do: nothing that its role on AWS would refuse."""
    found: set[Use] = set()
    with recording(found):
        yield
    uses |= found
    assert [use for use in found if use.handler in rights and not rights[use.handler].allow(use)] == []


@pytest.fixture(autouse=True)
def well_behaved() -> Iterator[None]:
    """Fail a test whose API scans, needs several calls per read or write, or reads another tenant's key."""
    with spying() as found:
        yield
    assert found == []


@pytest.fixture(autouse=True)
def as_declared() -> Iterator[None]:
    """Whatever a test asks of an API: the answer has a status and a body that its handler declares."""
    with watching_answers() as found:
        yield
    assert found == []


@pytest.fixture(autouse=True)
def computed_afresh() -> None:
    """Where mutmut runs the tests: no test gets what the code before the change computed, and each reaches its code."""
    if "EMBEDDED_AWS" in os.environ:
        forget_results()


@pytest.fixture
def tables(aws: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Fresh tables of every service; answers the name of one. The environment names them as in production."""
    for name, value in {
        **variables(aws),
        "CURSOR_KEY": "cursor-key-of-a-test",
        "LOG_HASH_KEY": "log-key-of-a-test",
        "POWERTOOLS_METRICS_NAMESPACE": "BBWS",
    }.items():
        monkeypatch.setenv(name, value)
    clients.forget()
    suffix = secrets.token_hex(4)
    names = {}
    for manifest in sorted(ROOT.glob("*/service.yaml")):
        for table, declared in (read_yaml(manifest).get("tables") or {}).items():
            names[table] = f"bbws-{table}-{suffix}"
            _create(names[table], declared)
            monkeypatch.setenv(f"{table.upper()}_TABLE", names[table])
    return names.__getitem__


def _create(name: str, declared: dict) -> None:
    indexes = declared.get("indexes") or {}
    keys = [declared["keys"], *indexes.values()]
    attributes = sorted({key[part] for key in keys for part in ("partition", "sort") if part in key})
    clients.dynamodb().create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": attribute, "AttributeType": "S"} for attribute in attributes],
        KeySchema=_schema(declared["keys"]),
        **(
            {
                "GlobalSecondaryIndexes": [
                    {
                        "IndexName": index,
                        "KeySchema": _schema(key),
                        "Projection": {"ProjectionType": key.get("projection", "ALL")},
                    }
                    for index, key in indexes.items()
                ]
            }
            if indexes
            else {}
        ),
    )


def _schema(key: dict) -> list:
    schema = [{"AttributeName": key["partition"], "KeyType": "HASH"}]
    return schema + ([{"AttributeName": key["sort"], "KeyType": "RANGE"}] if "sort" in key else [])
