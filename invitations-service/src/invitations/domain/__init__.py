"""Invitations and their rules; pure code."""
