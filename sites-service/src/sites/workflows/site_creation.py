"""SITE_CREATION: makes a site in WordPress; each step looks, acts under the site's own key, and may be repeated."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from chassis.dynamodb.writes import Write
from chassis.operations.step_outcomes import Retryable
from chassis.operations.workflow import Lifecycle, Run, Step, Transition, Workflow
from sites.domain.lifecycle import SiteAction
from sites.domain.operation_types import SiteOperation
from sites.domain.site import DEFAULT_TIMEZONE, HealthStatus, Site
from sites.services.site_verification import shows_name
from sites.services.site_work import SiteMessenger, SiteWork

type SiteRun = Run[Site, SiteWork]
type SiteTransition = Transition[Site, SiteMessenger]


def create_listener_rule(run: SiteRun) -> dict[str, str]:
    """Let the balancer send the site's host to the tenant's WordPress: later steps already call it by this host."""
    site = run.resource
    host = run.work.addresses.host(site.subdomain)
    return {"ruleArn": run.work.routes.create_rule(site.tenant_id, host)}


def delete_listener_rule(run: SiteRun) -> None:
    """Take the host from the balancer: it answers 503 again."""
    run.work.routes.delete_rule(run.work.addresses.host(run.resource.subdomain))


def create_site(run: SiteRun) -> dict[str, str]:
    """Make the sub-site, or adopt what an earlier try made: the site's id is its key in WordPress."""
    site = run.resource
    host = run.work.addresses.host(site.subdomain)
    with run.work.network_of(run.operation) as (wordpress, network):
        info = wordpress.get_info(network)
        made = wordpress.create_site(
            network,
            host=host,
            title=site.site_name,
            key=site.site_id,
            admin_email=site.admin_email,
            language=site.configuration.language,
        )
        if site.configuration.timezone != DEFAULT_TIMEZONE:
            wordpress.set_timezone(network, host, site.configuration.timezone)
    return {"wpSiteId": str(made.site_id), "wordpressVersion": info.wordpress, "phpVersion": info.php}


def remove_site(run: SiteRun) -> None:
    """Delete the sub-site of this site, if an earlier try made one: its subdomain becomes free for others."""
    with run.work.network_of(run.operation) as (wordpress, network):
        wordpress.delete_site(network, run.resource.site_id)


def apply_template(run: SiteRun) -> dict[str, str]:
    """Switch to the template's theme and add its pages; nothing to do for a site without a template."""
    blueprint = run.work.sites.get_blueprint(run.resource)
    if blueprint is None:
        return {"template": "none"}
    wp_site_id = int(run.result("create_site")["wpSiteId"])
    with run.work.network_of(run.operation) as (wordpress, network):
        wordpress.set_theme(network, wp_site_id, blueprint.theme_slug)
        wordpress.add_pages(network, wp_site_id, blueprint.pages, blueprint.front_page)
    return {"template": blueprint.template_id, "version": blueprint.version}


def verify_site(run: SiteRun) -> dict[str, str]:
    """See what a visitor sees: the page answers and shows exactly the name, and the site's own API agrees.

    Raises:
        Retryable: the title is not to be seen yet.
    """
    site = run.resource
    host = run.work.addresses.host(site.subdomain)
    with run.work.network_of(run.operation) as (wordpress, network):
        title = wordpress.get_title(network, host)
        page = wordpress.get_front_page(network, host)
    if not (title == site.site_name and shows_name(page, site.site_name)):
        raise Retryable("The site does not show its name yet.", cause="title not shown")
    return {"url": run.work.addresses.url(site.subdomain)}


def site_changes(run: SiteRun) -> Mapping[str, Any]:
    """What the site is known by once it is live."""
    made = run.result("create_site")
    return {
        "wp_site_id": int(made["wpSiteId"]),
        "wordpress_version": made["wordpressVersion"],
        "php_version": made["phpVersion"],
        "url": run.result("verify_site")["url"],
        "health_status": HealthStatus.HEALTHY,
    }


def announce_request(change: SiteTransition) -> list[Write]:
    """Tell other services that the site is on its way."""
    return [change.work.messages.requested(change.resource, change.trace_id)]


def announce_live(change: SiteTransition) -> list[Write]:
    """Tell other services and the customer that the site is live."""
    messages, site = change.work.messages, change.resource
    return [messages.created(site, change.trace_id), messages.complete_notice(site, change.operation)]


def announce_failure(change: SiteTransition) -> list[Write]:
    """Tell other services and the customer that the site failed, and why; give back what it will not need."""
    messages, site, operation = change.work.messages, change.resource, change.operation
    told: list[Write] = [messages.failed(site, operation, change.trace_id), messages.failed_notice(site, operation)]
    return [*told, *_release_writes(change)] if site.released else told


def _release_writes(change: SiteTransition) -> list[Write]:
    site = change.resource
    return [change.work.sites.release_subdomain_write(site), change.work.eligibility.return_quota_write(site.tenant_id)]


def announce_cancel(change: SiteTransition) -> list[Write]:
    """Tell other services; the person who cancelled knows."""
    return [change.work.messages.failed(change.resource, change.operation, change.trace_id)]


SITE_CREATION = Workflow(
    operation_type=SiteOperation.CREATION,
    title="Create a site",
    resource_type="SITE",
    deadline=timedelta(minutes=30),
    per_tenant=5,
    steps=(
        Step(
            name="create_listener_rule",
            title="Make the address of the site",
            run=create_listener_rule,
            compensate=delete_listener_rule,
            keep_for_retry=True,
        ),
        Step(
            name="create_site",
            title="Create the site in WordPress",
            run=create_site,
            compensate=remove_site,
            keep_for_retry=True,
        ),
        Step(name="apply_template", title="Apply the template", run=apply_template),
        Step(name="verify_site", title="Check that the site answers", run=verify_site),
    ),
    lifecycle=Lifecycle(
        success=SiteAction.COMPLETE, failure=SiteAction.FAIL, cancel=SiteAction.CANCEL, retry=SiteAction.RETRY
    ),
    changes=site_changes,
    on_start=announce_request,
    on_success=announce_live,
    on_failure=announce_failure,
    on_cancel=announce_cancel,
)
