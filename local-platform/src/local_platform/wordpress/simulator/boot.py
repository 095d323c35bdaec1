"""First boot of a simulated instance: repeatable, and safe when two tasks do it at once."""

from local_platform.wordpress.simulator.instance import SHORTEST_PASSWORD, Instance
from local_platform.wordpress.simulator.sites import DEFAULT_THEME, MAIN_SITE, now
from local_platform.wordpress.simulator.store import create, transaction

TITLE = "Sites of this tenant"


class BadEnvironment(Exception):
    """The task's environment makes no sense; the message says what to change."""


def install(instance: Instance) -> None:
    """Make the network's main site.

    Raises:
        BadEnvironment: the password is too short.
    """
    if len(instance.password) < SHORTEST_PASSWORD:
        raise BadEnvironment(f"BBWS_AGENT_PASSWORD needs at least {SHORTEST_PASSWORD} letters and digits.")
    create(instance.state)
    with transaction(instance.state) as database:
        database.execute(
            "INSERT OR IGNORE INTO sites (id, domain, title, registered, theme) VALUES (?, ?, ?, ?, ?)",
            (MAIN_SITE, instance.domain, TITLE, now(), DEFAULT_THEME),
        )
