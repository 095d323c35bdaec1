"""Asking for an instance, and the accepted operation that answers."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints

from chassis.http.envelope import Linked, Reply, Request, example
from chassis.http.field_types import Documented, whole
from chassis.http.matches import Matches
from chassis.http.request_context import RequestContext
from chassis.http.text_types import Email, one_line
from chassis.operations.operation import Operation
from chassis.operations.operation_resource import OperationResource
from instances.domain.instance import DEFAULT_COUNT, LATEST, MAX_COUNT, MIN_COUNT, Instance, InstanceRequest
from instances.domain.tier import tier_of
from instances.schemas.instance import InstanceResource

_VERSION = r"^(latest|[0-9]+\.[0-9]+(\.[0-9]+)?)$"


TierName = Literal["BASIC", "STANDARD", "PREMIUM", "ENTERPRISE", "STARTER", "PROFESSIONAL"]
OrganizationName = Annotated[str, one_line(2, 100), Documented(examples=["Acme Bakeries"])]
DesiredCount = Annotated[
    int, Field(strict=True, ge=MIN_COUNT, le=MAX_COUNT), whole(MIN_COUNT, MAX_COUNT, DEFAULT_COUNT)
]
WordPressVersion = Annotated[
    str,
    StringConstraints(max_length=16),
    Matches(_VERSION, 'This is not a WordPress version. Send "latest", or a version such as 6.8.7.'),
    Documented(examples=["6.8.7"]),
]
OpportunityId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=64),
    Matches(r"^[A-Za-z0-9._:/=+@-]+$", "Use only letters, digits and the characters . _ : / = + @ and -."),
    Documented(examples=["OPP-2026-114"]),
]


class InstanceConfigurationRequest(Request):
    """How the instance is to be set up."""

    desired_count: DesiredCount = Field(default=DEFAULT_COUNT, description="Containers.")
    wordpress_version: WordPressVersion = Field(default=LATEST, examples=["6.8.7"])


class CreateInstanceRequest(Request):
    """An instance wanted for a tenant."""

    model_config = example(tier="STANDARD", configuration={"desiredCount": 2, "wordpressVersion": "latest"})

    tier: TierName = Field(
        description="STARTER is another name of BASIC, PROFESSIONAL of PREMIUM.", examples=["STANDARD"]
    )
    organization_name: OrganizationName | None = Field(
        default=None, description="What the instance is known by; the tenant's name when left out."
    )
    contact_email: Email | None = Field(default=None, examples=["owner@acme.example"])
    configuration: InstanceConfigurationRequest = InstanceConfigurationRequest()
    opportunity_id: OpportunityId | None = Field(
        default=None, description="The sales opportunity that its costs are booked on."
    )

    def to_domain(self) -> InstanceRequest:
        """The wish in the domain's words."""
        return InstanceRequest(
            tier=tier_of(self.tier),
            organization_name=self.organization_name,
            contact_email=self.contact_email,
            desired_count=self.configuration.desired_count,
            wordpress_version=self.configuration.wordpress_version,
            opportunity_id=self.opportunity_id,
        )


class InstanceWithOperationResource(Linked):
    """The operation that tells how the work goes, and the instance as it stands."""

    relations = InstanceResource.relations

    operation: OperationResource
    instance: InstanceResource

    @classmethod
    def of(cls, instance: Instance, operation: Operation, context: RequestContext) -> Self:
        """Both with what `call.caller` may do with them; the links are the instance's."""
        shown = InstanceResource.of(instance, context)
        return cls(
            operation=OperationResource.of(operation, context),
            instance=shown,
            links=shown.links,
            unavailable=shown.unavailable,
        )


class InstanceWithOperationReply(Reply[InstanceWithOperationResource]):
    """202: work that was accepted."""
