"""What may be asked about operations, and where their owners' routes are; pure."""
