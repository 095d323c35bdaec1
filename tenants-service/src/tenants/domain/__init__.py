"""What a tenant is and may become; pure."""
