"""`python -m carelevel`: the command line."""

import sys

from carelevel.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
