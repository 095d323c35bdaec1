"""Permissions, filters and links of operations; pure code."""
