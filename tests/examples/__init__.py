"""The programs in `examples/`, run as the pages show them."""
