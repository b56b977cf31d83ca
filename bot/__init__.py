"""How people reach the coach: Telegram, the terminal, and the launcher that starts them."""
