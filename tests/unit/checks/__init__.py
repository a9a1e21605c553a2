"""What check finds, on sets small enough to see it."""
