"""Benchmarks: carelevel beside other rule engines, on the same criteria and cases. `python -m benchmarks --help` says how to run them."""
