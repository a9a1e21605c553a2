"""Pairs of files for every slip: one that passes, and one that is caught, with what is said of it."""
