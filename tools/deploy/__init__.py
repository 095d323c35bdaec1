"""Delivery commands: the workflows in `.github/` and the Makefile call them as `python -m deploy <command>`."""
