"""The learning problems, whose loss is a mean over examples, one a file."""
