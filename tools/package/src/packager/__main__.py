"""`python -m packager [--out dist]`: build every artefact of this checkout."""

import argparse
import sys
from pathlib import Path

from packager.build import Build
from packager.errors import PackageError


def main() -> int:
    """Build; 1 when something must not be deployed as it is."""
    parser = argparse.ArgumentParser(prog="packager", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the checkout")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="where the artefacts go; emptied first")
    given = parser.parse_args()
    try:
        Build(given.root, given.out, lambda line: print(f"  {line}", flush=True)).run()
    except PackageError as error:
        sys.stderr.write(f"make package: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
