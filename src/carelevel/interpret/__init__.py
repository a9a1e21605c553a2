"""Readings of conditions. `meaning` is the definition of truth; every other module here is compared with it."""
