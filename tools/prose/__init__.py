"""Prose linter: checks what people read against the rules of docs/conventions.md."""
