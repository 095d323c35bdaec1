"""`python -m local_platform`: the platform of this checkout, until Ctrl-C."""

import sys

from local_platform.console import Console
from local_platform.options import Options, StartError


def main() -> int:
    """Run; the exit code."""
    console = Console()
    try:
        options = Options.from_environment()
    except StartError as error:
        console.error(str(error))
        return 2
    from local_platform.supervisor import run  # noqa: PLC0415 - a wrong option is reported before a second of imports

    return run(options, console)


if __name__ == "__main__":
    sys.exit(main())
