"""What is said: names, sentences, cards and tables."""
