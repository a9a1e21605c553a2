"""Results as documents, and documents as text, Markdown and HTML."""
