"""What can go wrong with templates."""

from chassis.errors import NotFound


class TemplateNotFound(NotFound):
    """Unknown, or not published and the caller is no platform staff."""

    code, title = "TEMPLATE_NOT_FOUND", "There is no such template"

    def __init__(self) -> None:
        super().__init__("There is no published template with this id. List them with GET /v1.0/templates.")
