"""Tenants: the customer organisations of the platform, and the people who may act for them."""
