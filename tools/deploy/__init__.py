"""The road to production: what the workflows in `.github/` call, each act a verb of `python -m deploy`."""
