"""Items ↔ operations."""
