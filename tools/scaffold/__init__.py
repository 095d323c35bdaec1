"""Lays out a new service, or a new act of one: `make new-service`, `make new-act`; docs/new-service.md."""
