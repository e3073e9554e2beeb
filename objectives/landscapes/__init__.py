"""The landscapes given by a formula, one a file."""
