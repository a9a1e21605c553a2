"""From a case to an answer: the level of care, what is still possible, and the reasons."""
