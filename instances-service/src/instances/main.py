"""The function behind the instances routes."""

from instances.api import api as lambda_handler

__all__ = ["lambda_handler"]
