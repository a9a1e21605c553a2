"""What can be said: facts, conditions, criteria, cases, programs, vignettes and problems, as data that cannot be changed."""
