"""`GET …/health/<service>`: the function starts, imports and answers."""

from chassis.http.envelope import Reply, Wire
from chassis.http.request_context import RequestContext


class HealthResource(Wire):
    """A service's own word on its health."""

    service: str
    status: str


class HealthReply(Reply[HealthResource]):
    """Health in its envelope."""


def get_health(context: RequestContext) -> HealthReply:
    """Tell whether the service answers."""
    service = context.act.removeprefix("get_").removesuffix("_health")
    return HealthReply.of(HealthResource(service=service, status="ok"), context)
