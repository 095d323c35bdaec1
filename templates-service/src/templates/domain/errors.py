"""Errors of templates."""

from chassis.errors import NotFound


class TemplateNotFound(NotFound):
    """The template is unknown, or it is not published and the caller is not platform staff."""

    code, title = "TEMPLATE_NOT_FOUND", "Template not found"

    def __init__(self) -> None:
        super().__init__("No published template has this id. Choose one from GET /v1.0/templates.")
