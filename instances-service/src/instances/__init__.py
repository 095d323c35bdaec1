"""Instances: the WordPress infrastructure of a tenant, from the wish for it to its observed state."""
