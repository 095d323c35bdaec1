"""Handlers translate a queue message to one service call."""
