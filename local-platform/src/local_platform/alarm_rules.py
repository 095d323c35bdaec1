"""What `alarms:` in platform.yaml and service.yaml may say; terraform/modules/alarms reads the same words."""

from typing import Literal, Self

from pydantic import BaseModel, Field, model_validator

BUSINESS = "BBWS"
"""The namespace of our own figures: chassis.runtime.metrics."""
_STATISTIC = r"^(Sum|Average|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d+)?)$"
_RUNBOOK = r"^[a-z-]+\.md(#[a-z0-9-]+)?$"

type Dimension = Literal["operation_type", "event_type", "notice_type"]
type Severity = Literal["page", "ticket"]
type Watched = Literal[
    "function", "stream_reader", "queue", "dead_letter_queue", "table", "operation_type", "notice_type", "api"
]


class AlarmRule(BaseModel, extra="forbid", frozen=True):
    """An alarm that each thing of one kind has; it rings when the statistic is above the threshold.

    Attributes:
        each: what has one.
        share_of: the threshold is this share of the function's time-out.
        period: seconds over which the statistic is gathered.
        runbook: the page below docs/runbooks/, and its heading.
    """

    each: Watched
    metric: str
    statistic: str = Field(pattern=_STATISTIC)
    threshold: float
    share_of: Literal["timeout"] | None = None
    period: int = Field(ge=60, le=86_400, multiple_of=60)
    severity: Severity
    runbook: str = Field(pattern=_RUNBOOK)


class ServiceAlarm(BaseModel, extra="forbid", frozen=True):
    """An alarm in a service.yaml: with `metric` the service's own, without it a change to one that a rule gives."""

    namespace: str | None = None
    metric: str | None = None
    dimensions: dict[str, str] = {}
    statistic: str | None = Field(default=None, pattern=_STATISTIC)
    threshold: float | None = None
    period: int | None = Field(default=None, ge=60, le=86_400, multiple_of=60)
    severity: Severity | None = None
    runbook: str | None = Field(default=None, pattern=_RUNBOOK)

    @model_validator(mode="after")
    def _whole_or_change(self) -> Self:
        if self.metric is None and (self.namespace or self.dimensions):
            raise ValueError("`namespace` and `dimensions` belong to an alarm of your own: give its `metric` too")
        if self.metric is not None and None in (
            self.statistic,
            self.threshold,
            self.period,
            self.severity,
            self.runbook,
        ):
            raise ValueError("an alarm of your own needs statistic, threshold, period, severity and runbook")
        return self
