"""The function behind the operations routes."""

from chassis.start import start

with start():
    from operations.api import api as lambda_handler

__all__ = ["lambda_handler"]
