"""The function behind the sites routes."""

from sites.api import api as lambda_handler

__all__ = ["lambda_handler"]
