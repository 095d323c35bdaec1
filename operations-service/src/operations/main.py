"""The function behind the operations routes."""

from operations.api import api as lambda_handler

__all__ = ["lambda_handler"]
