"""The composition root: settings → table → dao → service; each is created at its first use."""

from functools import cache

from chassis.dynamodb.table import Table
from chassis.http.paging import Cursors
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from templates.dao.template_dao import TemplateDAO
from templates.services.template_service import TemplateService
from templates.settings import TemplatesSettings


@cache
def settings() -> TemplatesSettings:
    """The environment."""
    return TemplatesSettings.from_environment()


@cache
def template_service() -> TemplateService:
    """The template service."""
    table = Table(clients.dynamodb(), settings().templates_table)
    return TemplateService(TemplateDAO(table), Cursors(settings().cursor_key), utc_now)
