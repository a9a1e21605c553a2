"""Results as documents, and documents as text, Markdown, HTML and pictures."""
