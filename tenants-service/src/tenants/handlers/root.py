"""Routes where a client begins."""

from chassis.http.api import CurrentContext
from chassis.http.routes import Routes
from tenants.handlers.params import Environment
from tenants.schemas.root import RootReply, RootResource, UserReply, UserResource

routes = Routes("root")


@routes.get("/v1.0")
def get_root(context: CurrentContext, environment: Environment) -> RootReply:
    """Begin here.

    The links lead to everything that you may do; sign in to see more of them. Needs no token.
    """
    return RootReply.of(RootResource.of(context, environment.docs_url), context)


@routes.get("/v1.0/users/me")
def get_current_user(context: CurrentContext) -> UserReply:
    """Tell who you are.

    Your role as platform staff, and your role in each of your tenants, as the platform has them.
    """
    return UserReply.of(UserResource.of(context), context)
