"""The function behind the operations routes."""

from chassis.runtime.cold_start import start

with start():
    from operations.api import api as lambda_handler

__all__ = ["lambda_handler"]
