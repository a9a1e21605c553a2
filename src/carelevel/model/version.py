"""The version of carelevel, which answers and records name."""

__version__ = "0.1.0"
