"""Handlers of the API's root and of the caller."""

from chassis.http.request_context import RequestContext
from tenants.handlers.params import Environment
from tenants.schemas.root import RootReply, RootResource, UserReply, UserResource


def get_root(context: RequestContext, environment: Environment) -> RootReply:
    """Begin here.

    The links show everything that you may do. Needs no token, but sign in to see more links.
    """
    return RootReply.of(RootResource.of(context, environment.docs_url), context)


def get_current_user(context: RequestContext) -> UserReply:
    """Tell who you are.

    The answer has your role as platform staff, and your role in each of your tenants.
    """
    return UserReply.of(UserResource.of(context), context)
