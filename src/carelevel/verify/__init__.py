"""What is true of criteria as a whole: proved, compared between versions, and tested."""
