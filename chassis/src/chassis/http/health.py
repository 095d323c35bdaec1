"""`GET /v1.0/health/<service>`: the function starts, imports and answers."""

from chassis.http.api import CurrentContext
from chassis.http.envelope import Reply, Wire
from chassis.http.routes import Routes


class HealthResource(Wire):
    """A service's own word on its health."""

    service: str
    status: str


class HealthReply(Reply[HealthResource]):
    """Health in its envelope."""


def health_routes(service: str) -> Routes:
    """The health route of `service`; its act is `get_<service>_health` and needs no sign-in."""
    routes = Routes("health")

    def get_health(context: CurrentContext) -> HealthReply:
        """Tell whether the service answers."""
        return HealthReply.of(HealthResource(service=service, status="ok"), context)

    get_health.__name__ = f"get_{service}_health"
    routes.get(f"/v1.0/health/{service}")(get_health)
    return routes
