"""Writes the OpenAPI contracts from code; never deployed."""
