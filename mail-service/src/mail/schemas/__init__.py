"""What arrives on the queue."""
