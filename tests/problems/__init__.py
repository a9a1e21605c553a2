"""Pairs of files for every typing error: one that passes, and one that is caught, with its messages."""
