"""Ids in the bodies of requests; those in paths are checked by their routes."""

from typing import Annotated

from pydantic import StringConstraints

from chassis.http.field_types import Documented
from chassis.http.matches import Matches

GivenUserId = Annotated[
    str,
    StringConstraints(max_length=69),
    Matches(
        r"^user-[a-z0-9][a-z0-9-]{0,63}$",
        "This is not the id of a person. Copy the userId from the list of the tenant's users.",
    ),
    Documented(examples=["user-1b4e28ba-2fa1-4d2e-883f-0016d3cca427"]),
]
