"""Handlers of questions about rights."""

from chassis.http.request_context import RequestContext
from tenants.handlers.params import Authorization
from tenants.schemas.authorization import CheckAuthorizationRequest, DecisionReply, DecisionResource


def check_authorization(
    request: CheckAuthorizationRequest, context: RequestContext, authorization: Authorization
) -> DecisionReply:
    """Ask whether you may do something.

    Answers from the rows that guard the acts of all services. It knows your roles, not the state of things: those are
    in the links of the thing itself.
    """
    decision = authorization.check_authorization(context, request.operation_id, request.tenant_id)
    return DecisionReply.of(DecisionResource.of(request, decision), context)
