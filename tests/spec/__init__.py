"""The language reference as a test suite that prints the manual; see `manual.py`."""
