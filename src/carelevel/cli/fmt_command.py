"""Format criteria, vignette, instrument and case files.

Comments stay, and nothing is moved. The meaning of a file never changes: the new text is read again and compared before anything is written. The rules are in
docs/layout.md.

Without an option, the files are rewritten, each completely or not at all. When one file cannot be read, none is rewritten.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff
from pathlib import Path

from carelevel.atomic_write import write_text
from carelevel.cli.output import fail, print_file, print_safely, read_input
from carelevel.model.frozen import record
from carelevel.model.problems import CriteriaError, Problem, ProblemsError, quoted
from carelevel.syntax.formatter import laid_out

EXAMPLES = """carelevel fmt my-criteria.yaml
carelevel fmt --check rules
carelevel fmt --diff my-criteria.yaml vignettes.yaml
carelevel fmt - < my-criteria.yaml"""

_KINDS = (".yaml", ".yml")


@record
class _File:
    """A file before and after formatting."""

    name: str
    before: str
    after: str

    @property
    def is_laid_out(self) -> bool:
        """Whether formatting would change nothing."""
        return self.before == self.after


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="files, or folders with .yaml and .yml files; - formats standard input and prints it")
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--check", action="store_true", help="write nothing; list the files that would change; exit with 1 when there are any")
    only.add_argument("--diff", action="store_true", help="write nothing; show what would change; exit with 1 when anything would")


def run(options: argparse.Namespace) -> int:
    """Run the command."""
    names = list(dict.fromkeys(_named(options.files)))
    if not names:
        return fail(f"there are no {' or '.join(_KINDS)} files in what was named")
    files = _laid_out(names)
    others = [file for file in files if not file.is_laid_out]
    if options.diff:
        for file in others:
            _print_diff(file)
        return int(bool(others))
    if options.check:
        for file in others:
            print_safely(f"{file.name} would change")
        print_safely(f"{_counted(others, files)} would change")
        return int(bool(others))
    for file in files:
        if file.name == "-":
            print_file(file.after)
        elif not file.is_laid_out:
            _write(file)
            print_safely(f"{file.name} was formatted")
    if names != ["-"]:
        print_safely(f"{_counted(others, files)} changed")
    return 0


def _named(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        folder = Path(name)
        yield from (str(path) for path in sorted(folder.rglob("*")) if path.suffix in _KINDS) if name != "-" and folder.is_dir() else (name,)


def _laid_out(names: Iterable[str]) -> list[_File]:
    """Return every file, formatted.

    Raises:
        CriteriaError: with the problems of all files that cannot be formatted.
    """
    files: list[_File] = []
    problems: list[Problem] = []
    for name in names:
        try:
            files.append(_file(name))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise CriteriaError(problems)
    return files


def _file(name: str) -> _File:
    content, shown = read_input(name)
    if Path(name).suffix in {".json", ".jsonl"}:
        raise CriteriaError([Problem("not-yaml", f"{quoted(name)} is JSON and was not changed", hint="only YAML files are formatted")])
    after = laid_out(content, shown)
    return _File(name, content.decode(), after)


def _write(file: _File) -> None:
    path = Path(file.name)
    try:
        write_text(path, file.after, private=False)
    except OSError as error:
        raise OSError(error.errno, error.strerror, file.name) from error


def _print_diff(file: _File) -> None:
    shown = "<stdin>" if file.name == "-" else file.name
    before, after = (text.split("\n") for text in (file.before, file.after))
    for line in unified_diff(before, after, shown, shown, lineterm=""):
        print_safely(line)


def _counted(some: Sequence[_File], files: Sequence[_File]) -> str:
    return f"{len(some)} of {len(files)} file{'s' * (len(files) != 1)}"
