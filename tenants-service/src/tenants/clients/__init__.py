"""Clients of other systems, with only the calls that this service makes."""
