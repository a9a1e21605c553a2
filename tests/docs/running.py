"""Runs the blocks of a page one after another, as a reader would: in a folder of their own, where each finds what those before it left.

What is done with a block:

    python             its examples are run, and their output is compared (doctest)
    console            lines that begin with `$ ` are run, and what they print is compared; `...` alone on a line stands for any lines
    yaml               has to be a whole criteria file that loads
    diff               in a file: lines that begin with `-` are taken out, those that begin with `+` are put in their place
    json               has to be JSON
    sh, text           nothing: `.ci/run` runs the commands of the README, and text is no program

A comment above a block says otherwise: `file: NAME` writes it, `add to: NAME` puts each of its sections at the end of that section of a criteria file,
`part of: NAME` asks that its lines stand in a file, `in: NAME` says which file a diff changes.
"""

import doctest
import io
import json
import re
import shlex
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from textwrap import indent
from typing import Any
from unittest import mock

from carelevel.api import loads
from carelevel.cli.main import main
from carelevel.model.problems import CriteriaError
from tests.docs.pages import Block, blocks

ANY_LINES = "..."
NOT_RUN = {"sh", "text"}


def slips(page: str, folder: Path) -> list[str]:
    """Return what is not as a page says, each with its line, after running its blocks in a folder."""
    reader = _Reader()
    with chdir(folder):
        return [f"line {line}: {what}" for block in blocks(page) for line, what in reader.slips(block)]


@dataclass
class _Reader:
    """Someone who follows a page. Names that Python examples give stay given; the exit code of the last command is remembered."""

    names: dict[str, Any] = field(default_factory=dict)
    code: int = 0

    def slips(self, block: Block) -> Iterator[tuple[int, str]]:
        """Do what one block says, and yield what did not come out as it says."""
        match block.kind, block.mark:
            case _, "file":
                Path(block.file).write_text(block.text, "utf-8")
            case _, "part of":
                if not _stands_in(block.text, Path(block.file).read_text("utf-8")):
                    yield block.line, f"this is no part of {block.file}"
            case "yaml", "add to":
                Path(block.file).write_text(added(Path(block.file).read_text("utf-8"), block.text), "utf-8")
            case "diff", "in":
                yield from _changed(block)
            case "python", "":
                yield from self._examples(block)
            case "console", "":
                yield from self._commands(block)
            case "yaml", "":
                yield from _whole_criteria(block)
            case "json", "":
                yield from _json(block)
            case kind, "" if kind in NOT_RUN:
                pass
            case kind, mark:
                yield block.line, f"nobody knows what to do with a block of kind {kind!r} marked {mark!r}"

    def _examples(self, block: Block) -> Iterator[tuple[int, str]]:
        test = doctest.DocTestParser().get_doctest(block.text, self.names, "examples", None, block.line - 1)
        if not test.examples:
            yield block.line, "this Python shows no example: >>>"
        said: list[str] = []
        runner = doctest.DocTestRunner(verbose=False)
        runner.run(test, out=said.append, clear_globs=False)
        self.names.update(test.globs)
        if runner.failures:
            yield block.line, "".join(said)

    def _commands(self, block: Block) -> Iterator[tuple[int, str]]:
        lines = block.text.splitlines()
        starts = [number for number, line in enumerate(lines) if line.startswith("$ ")]
        if starts[:1] != [0]:
            yield block.line, "a console block begins with a command: $"
            return
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            expected = lines[start + 1 : end]
            if expected == [ANY_LINES]:
                yield block.line + start, "this would be right whatever the command prints"
            actual = self._printed(lines[start].removeprefix("$ ")).splitlines()
            if not fits(expected, actual):
                difference = "\n".join(unified_diff(expected, actual, "as the page has it", "as it is", lineterm=""))
                yield block.line + start, f"{lines[start]} prints something else\n{indent(difference, '  ')}"

    def _printed(self, command: str) -> str:
        """Return what a command line prints: `carelevel …`, `cp …` or `echo …`, with `|` between two and `> FILE` at the end."""
        words = shlex.split(command)
        target = words[words.index(">") + 1] if ">" in words else None
        words = words[: words.index(">")] if target else words
        given = ""
        while "|" in words:
            bar = words.index("|")
            given, words = self._run(words[:bar], given)[0], words[bar + 1 :]
        out, shown = self._run(words, given, apart=target is not None)
        if target:
            Path(target).write_text(out, "utf-8")
            return shown
        return out

    def _run(self, words: list[str], given: str, *, apart: bool = False) -> tuple[str, str]:
        """Return what a program prints, and its messages when they are wanted apart."""
        if words[0] == "echo":
            return " ".join(str(self.code) if word == "$?" else word for word in words[1:]) + "\n", ""
        if words[0] == "cp":
            Path(words[2]).write_bytes(Path(words[1]).read_bytes())
            return "", ""
        if words[0] != "carelevel":
            raise ValueError(f"pages run carelevel, cp and echo, not {words[0]}")
        out = io.StringIO()
        messages = io.StringIO() if apart else out
        stdin = io.TextIOWrapper(io.BytesIO(given.encode()))
        with redirect_stdout(out), redirect_stderr(messages), mock.patch.object(sys, "stdin", stdin), mock.patch.dict("os.environ", COLUMNS="100"):
            self.code = main(words[1:])
        return out.getvalue(), messages.getvalue() if apart else ""


def _stands_in(part: str, whole: str) -> bool:
    """Return whether some lines stand in a text, further to the right or not."""
    return any(f"\n{indent(part, ' ' * spaces)}" in f"\n{whole}" for spaces in range(9))


def fits(expected: list[str], actual: list[str]) -> bool:
    """Return whether lines are as expected; `...` alone on a line stands for any lines."""
    first, *rest = _chunks(expected)
    if not rest:
        return actual == first
    *between, last = rest
    if actual[: len(first)] != first or (last and actual[-len(last) :] != last):
        return False
    at, end = len(first), len(actual) - len(last)
    for chunk in between:
        starts = range(at, end - len(chunk) + 1)
        at = next((start + len(chunk) for start in starts if actual[start : start + len(chunk)] == chunk), end + 1)
    return at <= end


def _chunks(lines: list[str]) -> list[list[str]]:
    chunks: list[list[str]] = [[]]
    for line in lines:
        if line == ANY_LINES:
            chunks.append([])
        else:
            chunks[-1].append(line)
    return chunks


def added(whole: str, piece: str) -> str:
    """Return a criteria file with the lines of a piece at the ends of its sections; a section it does not have yet comes last."""
    for section in re.split(r"^(?=\w)", piece, flags=re.MULTILINE):
        key, _, lines = section.partition("\n")
        if not key:
            continue
        place = re.search(rf"^{re.escape(key.partition(':')[0])}:.*\n(?:(?![^\s#]).*\n)*?(?=\s*(?:^[^\s]|\Z))", whole, re.MULTILINE)
        whole = f"{whole[: place.end()]}{lines}{whole[place.end() :]}" if place else f"{whole}\n{section}"
    return whole


def _changed(block: Block) -> Iterator[tuple[int, str]]:
    """Change a file as a diff says; the lines taken out have to stand in it once."""
    before, after = ("".join(f"{line[1:]}\n" for line in block.text.splitlines() if line[:1] != other) for other in "+-")
    path = Path(block.file)
    whole = path.read_text("utf-8")
    if before == after or whole.count(before) != 1:
        yield block.line, f"this cannot be changed in {block.file}: the lines stand there {whole.count(before)} times"
    else:
        path.write_text(whole.replace(before, after), "utf-8")


def _whole_criteria(block: Block) -> Iterator[tuple[int, str]]:
    try:
        loads(block.text)
    except CriteriaError as error:
        yield block.line, f"this is no criteria file that loads (if it is not meant to be, mark it):\n{indent(str(error), '  ')}"


def _json(block: Block) -> Iterator[tuple[int, str]]:
    try:
        json.loads(block.text)
    except ValueError as error:
        yield block.line, f"this is no JSON: {error}"
