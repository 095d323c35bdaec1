"""Notices and e-mails; pure code."""
