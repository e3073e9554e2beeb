"""Several processes behind nginx: its configuration, what it serves itself, and a trial of both."""
