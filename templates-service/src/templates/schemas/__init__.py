"""Answers on the wire."""
