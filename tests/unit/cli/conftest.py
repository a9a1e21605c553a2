"""Fixtures of the command line's tests."""

from tests.unit.cli.running import cli, clinic

__all__ = ["cli", "clinic"]
