"""The function behind the sites routes."""

from chassis.runtime.cold_start import start

with start(waited_for=True):
    from sites import dependencies  # noqa: F401 - the first request needs them, and a start has the whole processor
    from sites.api import api as lambda_handler

__all__ = ["lambda_handler"]
