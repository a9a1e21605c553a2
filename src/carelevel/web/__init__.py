"""The workbench, a page on this machine where criteria are edited and tried, and an HTTP interface. Needs the extra `web`."""
