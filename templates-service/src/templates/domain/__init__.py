"""Templates and their rules; pure code."""
