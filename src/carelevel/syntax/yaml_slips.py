"""Mistakes that can occur in valid and invalid YAML, and their messages."""

# The message and hint for an invalid escape.
ABOUT_ESCAPES = ("a backslash has a special meaning in double quotation marks", "put single quotation marks around this text")

# What word processors turn a dash into.
BULLETS = "–—−•·"
