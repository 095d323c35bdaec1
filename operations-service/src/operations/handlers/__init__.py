"""Handlers translate HTTP to one service call and back."""
