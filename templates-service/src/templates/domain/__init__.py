"""What a template is; pure."""
