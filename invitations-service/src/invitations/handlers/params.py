"""Types of handler parameters."""

from typing import Annotated

from pydantic import Field

from chassis.http.endpoint import Depends
from invitations.dependencies import answer_service, assignment_service, bulk_service, invitation_service
from invitations.domain.lifecycle import InvitationStatus
from invitations.services.answer_service import AnswerService
from invitations.services.assignment_service import AssignmentService
from invitations.services.bulk_service import BulkService
from invitations.services.invitation_service import InvitationService

Invitations = Annotated[InvitationService, Depends(invitation_service)]
Assignments = Annotated[AssignmentService, Depends(assignment_service)]
Bulk = Annotated[BulkService, Depends(bulk_service)]
Answers = Annotated[AnswerService, Depends(answer_service)]
Status = Annotated[
    InvitationStatus | None,
    Field(description="Only invitations in this status. A page may then be short although more follow."),
]
