"""What a site is and may become; pure."""
