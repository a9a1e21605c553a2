"""Questions about an answer: why, why not, what would change it, what to ask next, and what has changed."""
