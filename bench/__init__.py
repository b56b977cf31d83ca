"""What `./mend bench` runs: Mend beside Rasa's own starter bot."""
