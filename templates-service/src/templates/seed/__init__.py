"""The first templates: the catalogue of a new platform."""

from templates.domain.template import Template
from templates.seed.blog import BLOG
from templates.seed.business import BUSINESS
from templates.seed.portfolio import PORTFOLIO
from templates.seed.shop import SHOP

SEED_TEMPLATES: tuple[Template, ...] = (BUSINESS, BLOG, PORTFOLIO, SHOP)

__all__ = ["SEED_TEMPLATES"]
