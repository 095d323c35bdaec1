"""`service.yaml`, typed: what one service declares of its tables, queues, functions, rules and alarms."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, PrivateAttr, Tag, model_validator

from local_platform.alarm_rules import Dimension, ServiceAlarm


class Closed(BaseModel):
    """A part of a declaration: an unknown field is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Key(Closed):
    """A partition key and perhaps a sort key; every key attribute is a string."""

    partition: str
    sort: str | None = None


class Index(Key):
    """An index; it holds whole items unless `projection` says otherwise: each copy costs a write of its size."""

    projection: Literal["ALL", "KEYS_ONLY"] = "ALL"


class Table(Closed):
    """A DynamoDB table: on demand, encrypted, recoverable to a point in time."""

    keys: Key
    indexes: dict[str, Index] = {}
    stream: Literal["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"] | None = None
    ttl: str | None = None


class Queue(Closed):
    """An SQS queue; times in seconds unless the name says otherwise."""

    visibility: int = Field(default=30, ge=0, le=43_200)
    retention_days: int = Field(default=4, ge=1, le=14)
    receives: int | None = Field(default=None, ge=1, le=1000, description="Receives before the dead-letter queue.")
    dead_letter: str | None = None

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.receives is None) != (self.dead_letter is None):
            raise ValueError("`receives` and `dead_letter` belong together: give both or none")
        return self


class Topic(Closed):
    """An SNS topic and the queues subscribed to it with raw delivery."""

    queues: tuple[str, ...] = ()


class Reference(Closed):
    """A variable's value that only the environment knows: a declared thing's name, URL or ARN, a setting, or a key.

    A key is not in the environment that AWS keeps: the function reads it from Secrets Manager when it starts.
    """

    table: str | None = None
    queue: str | None = None
    topic: str | None = None
    bus: str | None = None
    setting: str | None = None
    key: str | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise ValueError("name exactly one of table, queue, topic, bus, setting, key")
        return self

    @property
    def kind(self) -> str:
        """Which kind of thing is meant."""
        return next(iter(self.model_fields_set))

    @property
    def name(self) -> str:
        """Which one is meant."""
        return str(getattr(self, self.kind))


class HttpTrigger(Closed):
    """Every operation of the service's contract."""

    http: Literal[True]


class StreamTrigger(Closed):
    """The stream of a table."""

    stream: str
    filter: dict[str, Any] | None = None
    batch: int = Field(default=10, ge=1, le=1000)


class ScheduleTrigger(Closed):
    """A schedule, as EventBridge writes it: `rate(1 minute)`."""

    schedule: str


class QueueTrigger(Closed):
    """The messages of a queue; the answer always names the messages that failed."""

    queue: str
    batch: int = Field(default=10, ge=1, le=10)
    concurrency: int | None = Field(default=None, ge=2, le=1000)


def _trigger_kind(value: Any) -> str | None:  # noqa: ANN401 - what YAML holds before it is checked
    keys = value if isinstance(value, dict) else type(value).model_fields
    return next((kind for kind in ("http", "stream", "schedule", "queue") if kind in keys), None)


type Trigger = Annotated[
    Annotated[HttpTrigger, Tag("http")]
    | Annotated[StreamTrigger, Tag("stream")]
    | Annotated[ScheduleTrigger, Tag("schedule")]
    | Annotated[QueueTrigger, Tag("queue")],
    Discriminator(_trigger_kind),
]


class Function(Closed):
    """A Lambda function; `permissions` is service → resource → actions and becomes the policy of its own role.

    `keys` is table → patterns of the partition keys (of the table or of an index) that the role is held to.
    """

    handler: str
    memory: int = Field(default=512, ge=128, le=10_240, description="MB")
    timeout: int = Field(default=15, ge=1, le=900, description="seconds")
    environment: dict[str, str | Reference] = {}
    permissions: dict[str, dict[str, tuple[str, ...]]] = {}
    keys: dict[str, tuple[str, ...]] = {}
    triggers: tuple[Trigger, ...] = ()

    @model_validator(mode="after")
    def _keys_of_permitted_tables(self) -> Self:
        if strange := self.keys.keys() - self.permissions.get("dynamodb", {}).keys():
            raise ValueError(f"`keys` of {', '.join(sorted(strange))}: name a table of `permissions`, or drop them")
        return self

    @model_validator(mode="after")
    def _keys_have_their_own_names(self) -> Self:
        for variable in self.secret_variables:
            if variable.lower() != (named := self.references[variable].name):
                raise ValueError(f"`environment.{variable}`: the variable of the key {named} is {named.upper()}")
        return self

    @property
    def references(self) -> dict[str, Reference]:
        """Variable → what its value stands for, of those that are not plain text."""
        return {variable: value for variable, value in self.environment.items() if isinstance(value, Reference)}

    @property
    def secret_variables(self) -> tuple[str, ...]:
        """The variables that the function fills from Secrets Manager when it starts."""
        return tuple(variable for variable, value in self.references.items() if value.kind == "key")


class Rule(Closed):
    """Events of a bus that go to a queue, never straight to a function."""

    bus: str
    source: tuple[str, ...]
    detail_types: tuple[str, ...] = Field(min_length=1)
    detail: dict[str, Any] | None = None
    queue: str


class Service(Closed):
    """One service.yaml; `metrics` is the dimension of business figures → the values that this service counts."""

    service: str
    packages: tuple[str, ...] = ()
    tables: dict[str, Table] = {}
    queues: dict[str, Queue] = {}
    topics: dict[str, Topic] = {}
    functions: dict[str, Function] = {}
    rules: dict[str, Rule] = {}
    metrics: dict[Dimension, tuple[str, ...]] = {}
    alarms: dict[str, ServiceAlarm] = {}

    _folder: Path = PrivateAttr(default=Path())

    @property
    def folder(self) -> Path:
        """Where the declaration stands."""
        return self._folder

    @property
    def all_packages(self) -> tuple[str, ...]:
        """The Python packages of the zip, besides chassis."""
        return self.packages or (self.service.replace("-", "_"),)
