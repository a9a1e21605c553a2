"""Records of answers: made, masked, stored in a chain, and run again."""
