"""`python -m scaffold service NAME` and `python -m scaffold act SERVICE ACT METHOD ROUTE`."""

import argparse
import subprocess
import sys
from pathlib import Path

from scaffold.names import Mistake
from scaffold.new_act import lay_out_act
from scaffold.new_service import lay_out_service
from scaffold.wanted import Wanted

ROOT = Path(__file__).resolve().parents[2]


def main(words: list[str]) -> int:
    """Lay out what is asked for in the checkout; 2 with one line when it cannot be."""
    parser = argparse.ArgumentParser(prog="scaffold", description=main.__doc__)
    verbs = parser.add_subparsers(required=True, dest="verb")
    service = verbs.add_parser("service", help="a whole service")
    service.add_argument("name", help="one plural noun, such as reports")
    act = verbs.add_parser("act", help="an act on a resource of a service")
    for name in ("service", "act", "method", "route"):
        act.add_argument(name)
    given = parser.parse_args(words)
    try:
        made = _lay_out(given)
        _format(made)
    except Mistake as mistake:
        sys.stderr.write(f"{mistake}\n")
        return 2
    sys.stdout.write("".join(f"{file.relative_to(ROOT)}\n" for file in made))
    return 0


def _lay_out(given: argparse.Namespace) -> list[Path]:
    if given.verb == "service":
        return lay_out_service(ROOT, given.name)
    return lay_out_act(ROOT, Wanted(given.service, given.act, given.method, given.route))


def _format(made: list[Path]) -> None:
    """As `make fmt` would; imports that were added come into their order."""
    sources = [str(file) for file in made if file.suffix == ".py"]
    for words in (["check", "--fix-only", "--quiet"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *words, *sources], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
