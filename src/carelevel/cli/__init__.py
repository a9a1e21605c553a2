"""The command line: one small module a command. Each reads its options, calls the library and prints the result."""
