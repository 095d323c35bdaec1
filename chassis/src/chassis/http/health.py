"""`GET …/health/<service>`: the function starts, imports and answers."""

from chassis.http.envelope import Reply, Wire
from chassis.http.request_context import RequestContext
from chassis.http.routes import Act, act


class HealthResource(Wire):
    """A service's own word on its health."""

    service: str
    status: str


class HealthReply(Reply[HealthResource]):
    """Health in its envelope."""


def health(service: str) -> dict[str, Act]:
    """The health row of the route table of `service`; its act needs no sign-in."""
    name = f"get_{service}_health"
    return {f"GET /v1.0/health/{service}": act("chassis.http.health.get_health", name=name, tag="health")}


def get_health(context: RequestContext) -> HealthReply:
    """Tell whether the service answers."""
    service = context.act.removeprefix("get_").removesuffix("_health")
    return HealthReply.of(HealthResource(service=service, status="ok"), context)
