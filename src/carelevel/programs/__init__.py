"""Programs and needs as data: what a place says of itself, and what a person asks of it. Whether the two fit is said in `matching`."""
