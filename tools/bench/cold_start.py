"""CPU time of every function's start on the built packages, against a bare boto3 client and the same routes in FastAPI.

Each start is a fresh process; its clock begins when the modules that Lambda's runtime has loaded anyway are there. The
client of DynamoDB is made inside the clock, as on Lambda; then, where there is HTTP, comes the first request: a list,
which asks the table once.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fastapi_app import fastapi_source
from packages import ROOT, Function, unpack, yardsticks
from rounds import Ratio, judge
from table_stub import empty_table

from chassis.access.caller import Role
from chassis.testing import caller, http_event

API_INIT, API_FIRST, WORKER_INIT, OF_FASTAPI = 1.25, 1.30, 1.10, 0.55
TENANT = "tenant-aaaaaaaa-2fa1-4d2e-883f-0016d3cca427"
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


def environment(table: str) -> dict[str, str]:
    """What Lambda sets, and settings that any service may read."""
    names = ("TENANTS_TABLE", "SITES_TABLE", "TEMPLATES_TABLE", "OPERATIONS_TABLE", "INSTANCES_TABLE", "CURSOR_KEY")
    names += ("INVITATION_KEY", "LOG_HASH_KEY", "DOCS_URL", "WORDPRESS_LANGUAGES", "WORDPRESS_BASE_DOMAIN")
    return {
        **dict.fromkeys(names, "bench"),
        "PATH": os.environ["PATH"],
        "API_URL": table,
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_REGION": "af-south-1",
        "AWS_DEFAULT_REGION": "af-south-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL_DYNAMODB": table,
    }


def compiled_at_start(function: Function, given: dict[str, str]) -> int:
    """How many modules of zip and layer Python had to compile."""
    case = ours(function)
    command = [case.python, *case.flags, "-v", "-c", case.program]
    told = subprocess.run(command, env=given, capture_output=True, text=True, check=True).stderr
    return sum(line.startswith("# code object from /") and line.endswith(".py") for line in told.splitlines())


def measure(functions: list[Function], folder: Path, rounds: int, given: dict[str, str]) -> dict[str, list[Ratio]]:
    """Per function: init / floor, and for APIs init with first request / floor and init / FastAPI."""
    python = yardsticks()
    cases = {"floor": Case(python, (), program(FLOOR))}
    for function in functions:
        cases[function.handler] = ours(function)
        if is_api(function):
            app = folder / f"fastapi_{function.service}.py"
            app.write_text(fastapi_source(ROOT / "openapi" / f"{function.service}.yaml"))
            subprocess.run([python, "-m", "compileall", "-q", app], check=True)
            cases[f"fastapi {function.service}"] = Case(python, (), program(f"import {app.stem}", path=(folder,)))
    taken = {name: [case.seconds(given)][1:] for name, case in cases.items()}  # the first run of each warms up
    for turn in range(rounds):
        for name in list(cases)[:: 1 if turn % 2 else -1]:
            taken[name].append(cases[name].seconds(given))
    return {function.handler: _ratios(function, taken) for function in functions}


def _ratios(function: Function, taken: dict[str, list[tuple[float, float]]]) -> list[Ratio]:
    def over(below: str, which: Callable[[tuple[float, float]], float]) -> Ratio:
        pairs = zip(taken[function.handler], taken[below], strict=True)
        return judge([which(above) / floor[0] for above, floor in pairs])

    ready = over("floor", lambda both: both[0])
    if not is_api(function):
        return [ready]
    return [ready, over("floor", lambda both: both[1]), over(f"fastapi {function.service}", lambda both: both[0])]


def main() -> int:
    """Print one row a function; 1 when one is above a limit, or compiles at start."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=15, help="rounds")
    parser.add_argument("--only", default="", help="functions whose handler holds this")
    given = parser.parse_args()
    missed = 0
    with tempfile.TemporaryDirectory() as work, empty_table() as table:
        functions = [function for function in unpack(Path(work)) if given.only in function.handler]
        for handler, ratios in measure(functions, Path(work), given.n, environment(table)).items():
            limits = [API_INIT, API_FIRST, OF_FASTAPI] if len(ratios) > 1 else [WORKER_INIT]
            words = ("/ boto3", "first request", "/ FastAPI")
            shown = [f"{word} {ratio} (≤ {limit})" for word, ratio, limit in zip(words, ratios, limits, strict=False)]
            broken = sum(ratio.median > limit for ratio, limit in zip(ratios, limits, strict=True))
            missed += broken
            print(f"{handler:58} {'  '.join(shown)}{'  MISSED' if broken else ''}", flush=True)
        sources = sum(compiled_at_start(function, environment(table)) for function in functions)
    print(f"modules compiled at start: {sources} (≤ 0)")
    return 1 if missed or sources else 0


if __name__ == "__main__":
    raise SystemExit(main())
