"""Run records again, and show which answers differ now and why, and how often clinicians agreed with each criterion.

Records are read from JSON Lines or from a store, one at a time. Records of other criteria, or of another version, are refused unless --other-criteria is given.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator

from carelevel.cli.output import add_format, fail, load_named, print_document, print_json
from carelevel.model.problems import Problem, quoted
from carelevel.model.record import RecordError, refused
from carelevel.records.files import FoundRecord, read_lines, read_records
from carelevel.records.replaying import Replay, Replaying
from carelevel.show import replay
from carelevel.show.document import Heading

EXAMPLES = """carelevel replay records.jsonl
carelevel replay records.db --criteria my-criteria.yaml --other-criteria"""

MOST_SHOWN = 20
"""How many unreadable records are shown one by one."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("records", metavar="RECORDS", nargs="+", help="a JSON Lines file or a store of records; - for JSON Lines on standard input")
    parser.add_argument("--criteria", metavar="ID_OR_PATH", help="the criteria to run them with (default: the bundled set that each record names)")
    parser.add_argument("--other-criteria", action="store_true", help="also run records of other criteria, or of another version")
    parser.add_argument("--exit-code", action="store_true", help="exit with 1 when an answer differs")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if [*options.records, options.criteria].count("-") > 1:
        return fail("standard input can be read only once, and `-` is given twice")
    problems: list[Problem] = []
    found = _replayed(options, _read(options.records, problems))
    if problems:
        raise RecordError(problems[:MOST_SHOWN] + _more(len(problems) - MOST_SHOWN))
    if not found:
        raise refused("empty-group", "there are no records in the files")
    if options.format == "json":
        print_json([each.to_dict() for each in found])
    else:
        documents = [((Heading(each.criteria["id"], 1),) if len(found) > 1 else ()) + replay.document(each) for each in found]
        print_document(sum(documents, ()), options.format, "Replayed records")
    return int(options.exit_code and any(each.different for each in found))


def _more(count: int) -> list[Problem]:
    return [Problem("too-large", f"and {count:,} more records that cannot be read")] if count > 0 else []


def _read(names: Iterable[str], problems: list[Problem]) -> Iterator[FoundRecord]:
    """Yield the records of some files, and note the problems of those that cannot be read."""
    shows = sys.stderr.isatty()
    for name in names:
        shown = time.monotonic()
        for number, each in enumerate(_found(name), 1):
            if isinstance(each, RecordError):
                problems += each.problems
                continue
            if shows and time.monotonic() - shown > 0.2:
                shown = time.monotonic()
                print(f"\r{number:,} records, {each.done:.0%}", end="", file=sys.stderr, flush=True)
            yield each
        if shows:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _found(name: str) -> Iterator[FoundRecord | RecordError]:
    if name != "-":
        return read_records(name)
    if sys.stdin is None:
        raise refused("not-found", "standard input is closed")
    return read_lines(sys.stdin.buffer, "<stdin>")


def _replayed(options: argparse.Namespace, records: Iterable[FoundRecord]) -> list[Replay]:
    """Return the result of running records again, one for each criteria set."""
    only = options.criteria and load_named(options.criteria).replaying(other_criteria=options.other_criteria)
    by_id: dict[str, Replaying] = {}
    for each in records:
        name = "" if only else each.record.criteria["id"]
        if name not in by_id:
            by_id[name] = only or _bundled(name, each.at, is_other_meant=options.other_criteria)
        by_id[name].take(each.at, each.record)
    return [each.result() for each in by_id.values()]


def _bundled(name: str, at: str, *, is_other_meant: bool) -> Replaying:
    """Return the replaying of a bundled set. A record must not be able to name a file."""
    from carelevel.syntax.bundled import bundled_ids

    if name not in bundled_ids():
        raise refused("unknown-value", f"{at} is a record of {quoted(name)}, which is not a bundled set", hint="name its file with --criteria")
    return load_named(name).replaying(other_criteria=is_other_meant)
