"""What callers may ask for."""
