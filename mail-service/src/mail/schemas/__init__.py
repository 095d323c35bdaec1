"""Messages of the mail queue."""
