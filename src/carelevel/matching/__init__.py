"""Which programs fit a person, which do not, and what has to be asked."""
