"""Answers that are kept: recorded, masked, stored in a chain, and run again."""
