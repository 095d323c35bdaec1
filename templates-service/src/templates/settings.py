"""The environment of the templates functions, typed."""

from chassis.runtime.settings import Settings


class TemplatesSettings(Settings):
    """Read once at the first request."""

    templates_table: str
    cursor_key: str
