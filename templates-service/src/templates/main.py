"""The function behind the templates routes."""

from chassis.runtime.cold_start import start

with start(waited_for=True):
    from templates import dependencies  # noqa: F401 - the first request needs them, and a start has the whole processor
    from templates.api import api as lambda_handler

__all__ = ["lambda_handler"]
