"""Language understanding: components of the Rasa pipeline."""
