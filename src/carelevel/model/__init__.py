"""Facts, conditions, criteria, cases, programs, vignettes and problems as immutable data."""
