"""What an instance is and may become; pure."""
