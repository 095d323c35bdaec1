"""The outside world: Amazon SES."""
