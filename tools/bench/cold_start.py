"""CPU time of every function's start on the built packages, against a bare boto3 client and the same routes in FastAPI.

Each start is a fresh process; its clock begins when the modules that Lambda's runtime has loaded anyway are there. The
client of DynamoDB is made inside the clock, as on Lambda; then, where there is HTTP, comes the first request: a list,
which asks the table once. A function that declares keys reads them before. A made-up API shows that a hundred routes
start as fast as ten.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fastapi_app import fastapi_source
from packages import ROOT, Function, unpack, yardsticks
from rounds import Ratio, judge
from table_stub import KEYS, empty_table, own_certificate
from wide_api import COLLECTION, write_api

from chassis.access.caller import Role
from chassis.testing import caller, http_event
from packager.certificates import FILE as AMAZON_ROOTS

API_INIT, API_FIRST, WORKER_INIT, OF_FASTAPI = 1.15, 1.30, 0.90, 0.55
KEYED_INIT = 0.95  # of a worker that reads keys: one more client, and one call (docs/decisions/0041)
FEW, MANY, GROWTH = 10, 100, 1.05  # routes, and what the start with the many may cost of that with the few
OVER_TLS = "operations"  # the API whose first request is also taken over TLS
TENANT = "tenant-aaaaaaaa-2fa1-4d2e-883f-0016d3cca427"
OWN = {"tenant_id": TENANT}
LISTS = {  # service → the list that is asked first
    "tenants": "/v1.0/tenants",
    "templates": "/v1.0/templates",
    **{name: f"/v1.0/tenants/{{tenant_id}}/{name}" for name in ("invitations", "instances", "sites", "operations")},
}
FLOOR = "import boto3; boto3.client('dynamodb')"
RUNTIME = "import json, logging, decimal, traceback, importlib, textwrap, numbers, string, time, sys, os"
TIMED = """
sys.path[:0] = {path!r}
begun = time.process_time()
{start}
ready = time.process_time()
{first}
os.write(1, json.dumps([ready - begun, time.process_time() - begun]).encode())
"""
FIRST = """
os.dup2(2, 9); kept = os.dup(1); os.dup2(9, 1)
answer = handler(json.loads({event!r}), None)
os.dup2(kept, 1)
assert answer["statusCode"] in (200, 404), answer
"""


@dataclass(frozen=True)
class Case:
    """One kind of process: which Python, with which flags, runs which program."""

    python: Path
    flags: tuple[str, ...]
    program: str

    def seconds(self, environment: dict[str, str]) -> tuple[float, float]:
        """CPU seconds until it is ready, and until it has served its first request."""
        done = subprocess.run(
            [self.python, *self.flags, "-c", self.program], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"a start failed: {done.stderr[-2000:]}")
        ready, served = json.loads(done.stdout)
        return ready, served


def program(start: str, first: str = "", path: tuple[Path, ...] = ()) -> str:
    """A program that times `start`, and `start` with `first`."""
    return RUNTIME + TIMED.format(start=start, first=first, path=[str(folder) for folder in path])


def ours(function: Function) -> Case:
    """A start of the function on its zip and its layer alone."""
    name = function.handler.rpartition(".")[2]
    first = FIRST.format(event=json.dumps(_event(function.service))) if is_api(function) else ""
    start = f"from {function.module} import {name} as handler"
    return Case(Path(sys.executable), ("-S", "-E"), program(start, first, (function.code, function.layer)))


def is_api(function: Function) -> bool:
    """Whether HTTP routes lead to it."""
    return function.module == f"{function.service}.main" and function.service in LISTS


def _event(service: str) -> dict[str, object]:
    parameters = {"tenant_id": TENANT} if "{" in LISTS[service] else {}
    return http_event("GET", LISTS[service], caller=caller(Role.PLATFORM_ADMIN), parameters=parameters)


def environment(table: str, keys: tuple[str, ...] = KEYS) -> dict[str, str]:
    """What Lambda sets, settings that any service may read, and the `keys` that the function reads when it starts."""
    names = ("TENANTS_TABLE", "SITES_TABLE", "TEMPLATES_TABLE", "OPERATIONS_TABLE", "INSTANCES_TABLE")
    names += ("DOCS_URL", "SIGN_IN_URL", "SIGN_IN_CLIENT", "KEYS_SECRET")
    names += ("WORDPRESS_LANGUAGES", "WORDPRESS_BASE_DOMAIN")
    return {
        **dict.fromkeys(names, "bench"),
        "KEYS": " ".join(keys),
        "KEYS_VERSION": "00000000-0000-0000-0000-000000000000",
        "PATH": os.environ["PATH"],
        "API_URL": table,
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_REGION": "af-south-1",
        "AWS_DEFAULT_REGION": "af-south-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL_DYNAMODB": table,
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": table,
    }


def compiled_at_start(function: Function, given: dict[str, str]) -> int:
    """How many modules of zip and layer Python had to compile."""
    case = ours(function)
    command = [case.python, *case.flags, "-v", "-c", case.program]
    told = subprocess.run(command, env=given, capture_output=True, text=True, check=True).stderr
    return sum(line.startswith("# code object from /") and line.endswith(".py") for line in told.splitlines())


type Taken = dict[str, list[tuple[float, float]]]


@dataclass(frozen=True)
class Bar:
    """A ratio that was taken, and its limit; `what` names both."""

    what: str
    ratio: Ratio
    limit: float

    def __str__(self) -> str:
        missed = "" if self.ratio.median <= self.limit else "  MISSED"
        return f"{self.what:88} {self.ratio} (≤ {self.limit}){missed}"


def take(cases: dict[str, Case], rounds: int, given: dict[str, dict[str, str]]) -> Taken:
    """CPU seconds of each case, in turns; the first run of each warms up. `given` holds environments other than ""."""
    taken: Taken = {name: [] for name in cases}
    for turn in range(-1, rounds):
        for name in list(cases)[:: 1 if turn % 2 else -1]:
            seconds = cases[name].seconds(given.get(name, given[""]))
            if turn >= 0:
                taken[name].append(seconds)
    return taken


def ratio(taken: Taken, above: str, below: str, *, first: bool = False, of_first: bool = False) -> Ratio:
    """Start of `above` (with its first request) over start of `below` (with its first request), round by round."""
    pairs = zip(taken[above], taken[below], strict=True)
    return judge([one[first] / other[of_first] for one, other in pairs])


def of_functions(functions: list[Function], folder: Path) -> dict[str, Case]:
    """Every function, and for APIs the same routes in FastAPI, by the names that `bars` looks for."""
    python = yardsticks()
    cases = {"floor": Case(python, (), program(FLOOR))}
    for function in functions:
        cases[function.handler] = ours(function)
        if is_api(function):
            app = folder / f"fastapi_{function.service}.py"
            app.write_text(fastapi_source(ROOT / "openapi" / f"{function.service}.yaml"))
            subprocess.run([python, "-m", "compileall", "-q", app], check=True)
            cases[f"fastapi {function.service}"] = Case(python, (), program(f"import {app.stem}", path=(folder,)))
    return cases


def of_routes(function: Function, folder: Path) -> dict[str, Case]:
    """The made-up API with few routes and with many, on the chassis and the layer of a function."""
    event = http_event("GET", f"{COLLECTION}0", caller=caller(Role.TENANT_ADMIN, tenant_id=TENANT), parameters=OWN)
    first = FIRST.format(event=json.dumps(event))
    path = (folder, function.code, function.layer)
    starts = {count: f"from {write_api(folder, count)}.main import lambda_handler as handler" for count in (FEW, MANY)}
    python, flags = Path(sys.executable), ("-S", "-E")
    return {f"{count} routes": Case(python, flags, program(start, first, path)) for count, start in starts.items()}


def bars(functions: list[Function], taken: Taken) -> Iterator[Bar]:
    """What is judged."""
    for function in functions:
        name = function.handler
        if not is_api(function):
            yield Bar(f"{name} / boto3", ratio(taken, name, "floor"), KEYED_INIT if function.keys else WORKER_INIT)
            continue
        yield Bar(f"{name} / boto3", ratio(taken, name, "floor"), API_INIT)
        yield Bar(f"{name} with first request / boto3", ratio(taken, name, "floor", first=True), API_FIRST)
        yield Bar(f"{name} / FastAPI", ratio(taken, name, f"fastapi {function.service}"), OF_FASTAPI)
    if "over TLS" in taken:
        tls = ratio(taken, "over TLS", "floor", first=True)
        yield Bar(f"{OVER_TLS} with first request over TLS / boto3 without a request", tls, API_FIRST)
    few, many = f"{FEW} routes", f"{MANY} routes"
    yield Bar(f"{many} / {few}", ratio(taken, many, few), GROWTH)
    yield Bar(f"{many} / {few}, with first request", ratio(taken, many, few, first=True, of_first=True), GROWTH)


def main() -> int:
    """Print one row per bar; 1 when one is missed, or a module compiles at start."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=21, help="rounds")
    parser.add_argument("--only", default="", help="functions whose handler holds this")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        certificate, trusted = own_certificate(folder)
        with empty_table() as table, empty_table(certificate) as tls:
            everything = unpack(folder)
            functions = [function for function in everything if given.only in function.handler]
            cases = of_functions(functions, folder) | of_routes(everything[0], folder)
            if encrypted := [one for one in functions if is_api(one) and one.service == OVER_TLS]:
                cases["over TLS"] = ours(encrypted[0])
            environments = {"": environment(table), "over TLS": trusting(everything[0], folder, trusted, tls)}
            environments |= {one.handler: environment(table, one.keys) for one in functions}
            found = list(bars(functions, take(cases, given.n, environments)))
            sources = sum(compiled_at_start(function, environment(table)) for function in functions)
    print(*found, f"modules compiled at start: {sources} (≤ 0)", sep="\n")
    return 1 if sources or any(bar.ratio.median > bar.limit for bar in found) else 0


def trusting(function: Function, folder: Path, trusted: str, table: str) -> dict[str, str]:
    """The environment over TLS: the layer's five roots, and ours beside them."""
    bundle = folder / "roots.pem"
    bundle.write_text((function.layer.parent / AMAZON_ROOTS).read_text() + trusted)
    return environment(table) | {"AWS_CA_BUNDLE": str(bundle)}


if __name__ == "__main__":
    raise SystemExit(main())
