"""Client of Amazon SES."""
