"""`GET …/health/<service>`: the function starts, imports and answers."""

from typing import Annotated

from chassis.http.envelope import Reply, Wire
from chassis.http.field_types import line
from chassis.http.request_context import RequestContext


class HealthResource(Wire):
    """A service's own word on its health."""

    service: Annotated[str, line(40, "sites")]
    status: Annotated[str, line(20, "ok")]


class HealthReply(Reply[HealthResource]):
    """Health in its envelope."""


def get_health(context: RequestContext) -> HealthReply:
    """Tell whether the service answers."""
    service = context.act.removeprefix("get_").removesuffix("_health")
    return HealthReply.of(HealthResource(service=service, status="ok"), context)
