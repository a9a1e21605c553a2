"""Store records: add them, verify that none is missing or changed, export them as JSON Lines.

`verify` prints the head of the chain, which is its last link. Note it elsewhere and pass it as --head later, to find out whether records were removed from the
end.
"""

import argparse
from collections.abc import Iterable

from carelevel.cli.output import add_format, fail, print_document, print_json, shown_json
from carelevel.model.problems import Problem, did_you_mean, listed, quoted
from carelevel.model.record import Record, RecordError
from carelevel.records.files import read_records
from carelevel.records.store import RecordStore
from carelevel.show.document import Block, Bullets, Document, Heading, Item, Paragraph, code, line, strong

EXAMPLES = """carelevel records add records.db new-records.jsonl
carelevel records verify records.db
carelevel records export records.db > records.jsonl"""

ACTIONS = ("add", "verify", "export")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("action", metavar="ACTION", help="add, verify or export")
    parser.add_argument("store", metavar="STORE", nargs="?", help="the file with the stored records")
    parser.add_argument("records", metavar="RECORDS", nargs="*", help="for add: JSON Lines files or other stores")
    parser.add_argument("--head", metavar="LINK", help="for verify: the head of the chain that was noted earlier")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    if options.action not in ACTIONS:
        hint = did_you_mean(options.action, ACTIONS)
        return fail(f"{quoted(options.action)} is not an action; write {listed(ACTIONS)}", hint)
    if options.store is None or bool(options.records) is not (options.action == "add"):
        return fail("`add` needs a store and the records to add; `verify` and `export` need a store")
    if options.head is not None and options.action != "verify":
        return fail("--head goes with `verify`")
    store = RecordStore(options.store)
    match options.action:
        case "add":
            return _add(store, options.records, options.format)
        case "export":
            for entry in store.entries():
                print(shown_json(entry.document))
            return 0
        case _:
            return _verify(store, options.head, options.format)


def _add(store: RecordStore, names: Iterable[str], shape: str) -> int:
    """Add all records, or none when one cannot be read."""
    problems: list[Problem] = []
    added: list[Record] = []
    for each in (found for name in names for found in read_records(name)):
        if isinstance(each, RecordError):
            problems += each.problems
        else:
            added.append(each.record)
    if problems:
        raise RecordError(problems)
    entries = store.extend(added)
    head = entries[-1].link if entries else None
    blocks = (Paragraph(line(strong(f"Added {_counted(len(entries))} to {store.path}"))), *_head(head))
    return _print({"added": len(entries), "head": head}, blocks, shape)


def _verify(store: RecordStore, head: str | None, shape: str) -> int:
    found = store.verify(head)
    state = "the chain is broken" if found.broken else "every record is present and unchanged"
    blocks: tuple[Block, ...] = (Paragraph(line(strong(f"{store.path}: {_counted(found.records)}; {state}"))),)
    blocks += (Bullets(tuple(Item(line(broken)) for broken in found.broken)),) if found.broken else ()
    _print({"records": found.records, "head": found.head, "broken": list(found.broken)}, (*blocks, *_head(found.head)), shape)
    return int(bool(found.broken))


def _counted(number: int) -> str:
    return f"{number:,} record{'s' * (number != 1)}"


def _head(head: str | None) -> Document:
    return (Paragraph(line("Head of the chain: ", code(head))),) if head else ()


def _print(data: dict[str, object], document: Document, shape: str) -> int:
    if shape == "json":
        print_json(data)
    else:
        print_document((Heading("Records", 1), *document) if shape == "html" else document, shape, "Records")
    return 0
