"""The composition root: settings → table, SES, templates → service; each is created at its first use."""

from functools import cache

from chassis.dynamodb.table import Table
from chassis.http.sealing import Seal
from chassis.runtime import clients
from chassis.runtime.clock import utc_now
from chassis.runtime.logging import Log
from mail.clients.email_sender import EmailSender
from mail.dao.dispatch_dao import DispatchDAO
from mail.services.email_renderer import EmailRenderer
from mail.services.mail_service import MailService
from mail.services.portal_links import PortalLinks
from mail.settings import MailSettings


@cache
def settings() -> MailSettings:
    """The environment."""
    return MailSettings.from_environment()


@cache
def mail_service() -> MailService:
    """The mail service."""
    dispatches = DispatchDAO(Table(clients.dynamodb(), settings().mail_table), utc_now)
    links = PortalLinks(settings().portal_url, Seal(settings().invitation_key))
    return MailService(
        dispatches, EmailRenderer(links), EmailSender(clients.ses(), settings().mail_sender), Log("mail")
    )
