"""Tests of criteria: what examples and vignettes cover, which changes they miss, and which cases to test next."""
