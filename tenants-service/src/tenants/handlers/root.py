"""Handlers where a client begins."""

from chassis.http.request_context import RequestContext
from tenants.handlers.params import Environment
from tenants.schemas.root import RootReply, RootResource, UserReply, UserResource


def get_root(context: RequestContext, environment: Environment) -> RootReply:
    """Begin here.

    The links lead to everything that you may do; sign in to see more of them. Needs no token.
    """
    return RootReply.of(RootResource.of(context, environment.docs_url), context)


def get_current_user(context: RequestContext) -> UserReply:
    """Tell who you are.

    Your role as platform staff, and your role in each of your tenants, as the platform has them.
    """
    return UserReply.of(UserResource.of(context), context)
