"""Handlers of the API's root and of the caller."""

from chassis.http.request_context import RequestContext
from tenants.handlers.params import Environment
from tenants.schemas.root import RootReply, RootResource, SignInResource, UserReply, UserResource


def get_root(context: RequestContext, environment: Environment) -> RootReply:
    """Begin here.

    The links show everything that you may do. Needs no token, but sign in to see more links: `signIn` has what an
    OAuth client needs for the authorization code flow with PKCE (S256).
    """
    sign_in = SignInResource.at(environment.sign_in_url, environment.sign_in_client)
    return RootReply.of(RootResource.of(context, environment.docs_url, sign_in), context)


def get_current_user(context: RequestContext) -> UserReply:
    """Tell who you are.

    The answer has your role as platform staff, and your role in each of your tenants.
    """
    return UserReply.of(UserResource.of(context), context)
