"""Slips that text which is YAML and text which is not YAML share: what they look like, and what to write instead."""

# What to say of an escape that is none, and what to do about it.
ABOUT_ESCAPES = ("a backslash has a special meaning in double quotation marks", "put single quotation marks around this text")

# What word processors make of a dash.
BULLETS = "–—−•·"
