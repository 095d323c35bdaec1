"""Tenants, units, memberships and their rules; pure code."""
