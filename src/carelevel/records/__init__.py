"""What was answered and decided, as documents that are kept: made, stored, checked and run again years later."""
