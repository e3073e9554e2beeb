"""What is said of each rule, one a file: words, races that show them, names in libraries."""
