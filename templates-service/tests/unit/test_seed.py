"""The templates of a new platform."""

import re
from html.parser import HTMLParser

import pytest

from chassis.dynamodb.items import from_item
from chassis.runtime.ids import is_id
from templates.dao.template_dao import TemplateDAO
from templates.domain.template import Template, TemplateCategory, TemplateStatus
from templates.seed import SEED_TEMPLATES

PACKAGED_THEMES = {"twentytwentythree"}  # the one theme packaged with WordPress 6.1 and with 6.8
PAGES = [(template.name, page) for template in SEED_TEMPLATES for page in template.pages]
BLOCK = re.compile(r"<!-- (/?)wp:([a-z-]+)(?: (\{.*?\}))? (/?)-->")
VOID = {"br"}


@pytest.mark.parametrize("template", SEED_TEMPLATES, ids=lambda template: template.name)
class TestEveryTemplate:
    def test_comes_back_from_the_table_as_it_is(self, template):
        assert from_item(Template, TemplateDAO.item(template)) == template

    def test_is_listed_by_category_and_name(self, template):
        item = TemplateDAO.item(template)

        assert (item["entityType"], item["GSI1PK"]) == ("TEMPLATE", f"TEMPLATE#STATUS#{template.status}")
        assert item["GSI1SK"] == f"{template.category}#{template.name}#{template.template_id}"

    def test_has_an_id_that_routes_accept_and_a_semantic_version(self, template):
        assert is_id(template.template_id)
        assert re.fullmatch(r"\d+\.\d+\.\d+", template.version)

    def test_uses_a_theme_that_wordpress_brings(self, template):
        assert template.theme_slug in PACKAGED_THEMES

    def test_opens_with_a_page_of_its_own_or_with_the_posts(self, template):
        slugs = [page.slug for page in template.pages]

        assert template.front_page is None or template.front_page in slugs
        assert len(set(slugs)) == len(slugs)


@pytest.mark.parametrize(("name", "page"), PAGES, ids=lambda part: getattr(part, "slug", part))
class TestEveryPage:
    def test_blocks_open_and_close_in_order(self, name, page):
        open_blocks = []
        for closing, block, _, single in BLOCK.findall(page.content):
            if closing:
                assert open_blocks.pop() == block
            elif not single:
                open_blocks.append(block)

        assert open_blocks == []
        assert page.content.count("<!--") == len(BLOCK.findall(page.content))

    def test_tags_open_and_close_in_order(self, name, page):
        class Tags(HTMLParser):
            def __init__(self) -> None:
                super().__init__()
                self.open: list[str] = []

            def handle_starttag(self, tag: str, attrs: object) -> None:
                self.open += [] if tag in VOID else [tag]

            def handle_endtag(self, tag: str) -> None:
                assert self.open.pop() == tag

        tags = Tags()
        tags.feed(page.content)
        assert tags.open == []

    def test_links_lead_to_pages_that_the_template_brings(self, name, page):
        [template] = [template for template in SEED_TEMPLATES if template.name == name]
        known = {"/", *(f"/{other.slug}/" for other in template.pages)}

        assert set(re.findall(r'href="([^"]+)"', page.content)) <= known


def test_ids_are_unique_and_the_catalogue_shows_more_than_one_kind():
    published = [template for template in SEED_TEMPLATES if template.status is TemplateStatus.PUBLISHED]

    assert len({template.template_id for template in SEED_TEMPLATES}) == len(SEED_TEMPLATES)
    assert {TemplateCategory.BUSINESS, TemplateCategory.BLOG} <= {template.category for template in published}
    assert any(template.status is TemplateStatus.DRAFT for template in SEED_TEMPLATES)
