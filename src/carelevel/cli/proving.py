"""The option of all commands that prove something: how much work the proofs may take."""

import argparse
from contextlib import AbstractContextManager, nullcontext

from carelevel.problems import quoted

MOST = 1000


def add_budget(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    said = "how often the usual work proofs may take, which is a minute or two; what is not decided then is said (default: %(default)s)"
    parser.add_argument("--budget", metavar="TIMES", type=whole_number, default=1, help=said)


def within_budget(options: argparse.Namespace) -> AbstractContextManager[None]:
    """Return what gives the proofs of a command the work that its options allow."""
    if "budget" not in options:
        return nullcontext()
    from carelevel.interpret import work

    return work.proofs(work.PROOFS * options.budget)


def whole_number(word: str) -> int:
    """Return the number that an option takes."""
    if not (word.isascii() and word.isdecimal() and len(word) <= len(str(MOST)) and 1 <= int(word) <= MOST):
        raise argparse.ArgumentTypeError(f"{quoted(word)} is no whole number from 1 to {MOST}")
    return int(word)
