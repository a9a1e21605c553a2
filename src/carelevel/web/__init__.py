"""The workbench: a page on this machine where criteria are edited and tried, and an HTTP interface under the same server. Needs the extra `web`."""
