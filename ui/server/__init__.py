"""One process for many visitors: what is kept, what waits its turn, and what goes wrong."""
