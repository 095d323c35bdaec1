"""Handlers of authorization checks."""

from chassis.http.request_context import RequestContext
from tenants.handlers.params import Authorization
from tenants.schemas.authorization import CheckAuthorizationRequest, DecisionReply, DecisionResource


def check_authorization(
    request: CheckAuthorizationRequest, context: RequestContext, authorization: Authorization
) -> DecisionReply:
    """Ask whether you may do something.

    The answer uses the same permissions as the acts of all services. It considers your roles, not the status of a
    resource: for that, read the links of the resource.
    """
    decision = authorization.check_authorization(context, request.operation_id, request.tenant_id)
    return DecisionReply.of(DecisionResource.of(request, decision), context)
