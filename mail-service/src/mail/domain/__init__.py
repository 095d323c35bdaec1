"""What we tell people; pure."""
