"""Requests and answers on the wire."""
