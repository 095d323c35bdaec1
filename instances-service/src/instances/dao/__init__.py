"""Items ↔ domain objects."""
