"""Tenants: the customer organisations of the platform, and who may act for them."""
