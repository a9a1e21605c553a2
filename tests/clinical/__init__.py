"""What the bundled sets owe to the people they are about: assertions that stand apart from the sets, each with its source."""
