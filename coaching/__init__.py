"""What the coach knows. Pure: no Rasa, no Telegram, no clock, no network."""
