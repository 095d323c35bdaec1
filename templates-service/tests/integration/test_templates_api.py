"""The templates API on a real table."""

import json

import pytest

from chassis.access.caller import Role
from chassis.dynamodb.table import Table
from chassis.runtime import clients
from chassis.testing import caller, http_event
from templates import dependencies
from templates.api import api
from templates.dao.template_dao import TemplateDAO
from templates.domain.template import Template, TemplateCategory, TemplatePage, TemplateStatus

MEMBER = caller(Role.TENANT_VIEWER, tenant_id="tenant-1")
STAFF = caller(Role.PLATFORM_VIEWER)


def template(number: int, *, status=TemplateStatus.PUBLISHED, category=TemplateCategory.BUSINESS) -> Template:
    return Template(
        template_id=f"template-{number}",
        name=f"Template {number}",
        description="A plain start.",
        category=category,
        version="1.0.0",
        status=status,
        theme_slug="twentytwentythree",
        pages=(TemplatePage(slug="about", title="About", content="<p>Us</p>"),),
        created_at="2026-02-21T08:00:00.000Z",
        front_page="about",
    )


@pytest.fixture
def catalogue(tables):
    dependencies.settings.cache_clear()
    dependencies.template_service.cache_clear()
    dao = TemplateDAO(Table(clients.dynamodb(), tables("templates")))

    def add(*templates: Template) -> None:
        for one in templates:
            dao.table.put(dao.item(one))

    return add


def get(path: str, who=MEMBER, **options) -> tuple[int, dict]:
    reply = api(http_event("GET", path, caller=who, **options), None)
    return reply["statusCode"], json.loads(reply["body"])


class TestListTemplates:
    def test_pages_through_all_published_templates_once(self, catalogue):
        catalogue(*(template(n) for n in range(5)), template(9, status=TemplateStatus.DRAFT))
        seen, query = [], {"pageSize": "2"}
        for _ in range(20):
            status, body = get("/v1.0/templates", query=query)
            assert status == 200
            seen += [item["templateId"] for item in body["data"]]
            if not body["page"]["moreAvailable"]:
                break
            assert body["_links"]["next"]["href"].startswith("/v1.0/templates?pageSize=2&startAt=")
            query = {"pageSize": "2", "startAt": body["page"]["startAt"]}

        assert seen == [f"template-{n}" for n in range(5)]

    def test_narrows_to_a_category(self, catalogue):
        catalogue(template(1), template(2, category=TemplateCategory.BLOG))

        _, body = get("/v1.0/templates", query={"category": "BLOG"})

        assert [item["templateId"] for item in body["data"]] == ["template-2"]

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ({"pageSize": "0"}, "pageSize"),
            ({"pageSize": "1000"}, "pageSize"),
            ({"pageSize": "many"}, "pageSize"),
            ({"category": "SHOES"}, "category"),
            ({"startAt": "garbage"}, "startAt"),
            ({"startAt": "x" * 3000}, "startAt"),
        ],
    )
    def test_names_the_wrong_parameter(self, catalogue, query, field):
        status, body = get("/v1.0/templates", query=query)

        assert (status, body["errors"][0]["field"]) == (400, field)

    def test_refuses_a_cursor_of_another_filter(self, catalogue):
        catalogue(*(template(n) for n in range(3)))
        _, first = get("/v1.0/templates", query={"pageSize": "1"})

        status, body = get("/v1.0/templates", query={"category": "BLOG", "startAt": first["page"]["startAt"]})

        assert (status, body["code"]) == (400, "INVALID_PAGINATION_TOKEN")


class TestGetTemplate:
    def test_shows_what_a_site_starts_with(self, catalogue):
        catalogue(template(1))

        status, body = get("/v1.0/templates/{template_id}", parameters={"template_id": "template-1"})

        assert status == 200
        assert body["data"]["pages"] == [{"slug": "about", "title": "About", "content": "<p>Us</p>"}]
        assert body["data"]["_links"]["self"] == {"href": "/v1.0/templates/template-1"}
        assert body["_meta"]["traceId"]

    def test_hides_drafts_from_customers_but_not_from_staff(self, catalogue):
        catalogue(template(1, status=TemplateStatus.DRAFT))
        parameters = {"template_id": "template-1"}

        assert get("/v1.0/templates/{template_id}", parameters=parameters)[0] == 404
        assert get("/v1.0/templates/{template_id}", STAFF, parameters=parameters)[0] == 200

    @pytest.mark.parametrize("odd", ["template-404", "..", "%2e%2e", "TEMPLATE", "x" * 2049])
    def test_answers_404_for_whatever_is_no_template(self, catalogue, odd):
        status, body = get("/v1.0/templates/{template_id}", parameters={"template_id": odd})

        assert (status, body["status"]) == (404, 404)

    def test_asks_strangers_to_sign_in(self, catalogue):
        status, body = get("/v1.0/templates/{template_id}", None, parameters={"template_id": "template-1"})

        assert (status, body["code"]) == (401, "UNAUTHORIZED")
