"""When a condition is met: the definition of it, and the faster engines that are compared with the definition."""
