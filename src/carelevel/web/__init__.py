"""The workbench, a web page to edit and try criteria, and an HTTP interface. Needs the extra `web`."""
