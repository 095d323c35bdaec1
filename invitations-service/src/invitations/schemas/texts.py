"""Ids and free texts on the wire."""

from typing import Annotated

from pydantic import StringConstraints

from chassis.http.field_types import Documented
from chassis.http.matches import Matches
from chassis.http.text_types import prose
from invitations.domain.invitation import MESSAGE_LENGTH

TeamId = Annotated[
    str,
    StringConstraints(max_length=69),
    Matches(
        r"^team-[a-z0-9][a-z0-9-]{0,63}$", "This is not the id of a team. Copy a teamId from the tenant's hierarchy."
    ),
    Documented(examples=["team-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"]),
]
FreeText = Annotated[str, prose(1, MESSAGE_LENGTH), Documented(examples=["Welcome!"])]
