"""What an invitation is and may become; pure."""
