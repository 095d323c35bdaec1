"""Rendering and sending of e-mails."""
