"""Demo content: two visits told as plain data, replayed through the models' own methods."""
