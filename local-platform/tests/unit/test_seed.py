"""Demo data that cannot be made stops the start in one line with the remedy."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local_platform.options import StartError
from local_platform.seed import seed_company
from local_platform.testing import serving


async def fail(_request: Request) -> Response:
    return JSONResponse({"code": "INTERNAL_ERROR"}, 500)


@pytest.fixture
def broken() -> Iterator[str]:
    """An API that fails, as one does that meets records of an earlier version."""
    with serving(Starlette(routes=[Route("/v1.0/tenants", fail)])) as client:
        yield str(client.base_url)


def test_the_start_ends_with_the_answer_of_the_api_and_what_to_do(broken: str) -> None:
    with pytest.raises(StartError) as error:
        seed_company(broken, "token")

    said = str(error.value)
    assert "GET /v1.0/tenants: 500" in said
    assert "make run RESET=1" in said
    assert "\n" not in said
