"""Slow work: the operation, its record, and what carries it out."""
