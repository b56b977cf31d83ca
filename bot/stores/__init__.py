"""Where conversations and updates are kept."""
