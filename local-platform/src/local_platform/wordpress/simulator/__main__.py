"""The simulator's command line; see the package."""

import sys

from local_platform.wordpress.simulator.boot import BadEnvironment, install
from local_platform.wordpress.simulator.instance import Instance
from local_platform.wordpress.simulator.jobs import Jobs
from local_platform.wordpress.simulator.rest_error import RestError
from local_platform.wordpress.simulator.sites import Sites
from local_platform.wordpress.simulator.store import NotInstalled, transaction
from local_platform.wordpress.simulator.web_server import web_server

USAGE = "usage: python -m local_platform.wordpress.simulator install | serve PORT | job ID"


def main(arguments: list[str]) -> int:
    """Do what the command line says; return the exit code."""
    instance = Instance.from_environment()
    match arguments:
        case ["install"]:
            install(instance)
        case ["serve", port]:
            with web_server(instance, int(port)) as server:
                server.serve_forever()
        case ["job", job]:
            return run_job(instance, job)
        case _:
            print(USAGE, file=sys.stderr)
            return 2
    return 0


def run_job(instance: Instance, job: str) -> int:
    """The counterpart of `php job.php`: 0 when the job is done, 1 when it failed."""
    with transaction(instance.state) as database:
        return 0 if Jobs(database, Sites(database, instance)).run(job)["status"] == "done" else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (BadEnvironment, NotInstalled, RestError) as error:
        sys.exit(str(error))
