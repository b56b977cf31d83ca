"""What ./mend does: one module a command."""
