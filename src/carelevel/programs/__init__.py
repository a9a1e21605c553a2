"""Which programs fit a person, and what to ask where that is not known."""
