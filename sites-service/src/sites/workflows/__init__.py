"""The slow work of sites, per queue; each declaration is imported when its kind is first asked for."""

from chassis.operations.workflows import Workflows

WORKFLOWS = Workflows({"SITE_CREATION_QUEUE": {"SITE_CREATION": "sites.workflows.site_creation.SITE_CREATION"}})
