"""When a condition is met, and which levels that leaves possible: the definition, and the faster engines that are compared with it."""
