"""How the dialogue asks for what the coach knows: small Rasa actions, one file per journey."""
