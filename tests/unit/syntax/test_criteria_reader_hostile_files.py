"""Criteria files that mean harm, or that an accident has mangled: each is refused with its place, soon, in little memory, and with no other error.

Everything here is read twice: by libyaml, where PyYAML came with it, and by PyYAML's own loader in pure Python. Who has which should not matter.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from carelevel.api import CriteriaSet, loads
from carelevel.model.problems import CriteriaError, Problem
from carelevel.syntax import criteria_reader, yaml_reader
from carelevel.syntax.limits import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_DERIVED_DEPTH,
    MAX_DIGITS,
    MAX_LEVELS,
    MAX_NODES,
    MAX_TEXT,
    MAX_UNFOLDED_DEPTH,
    MAX_UNFOLDED_NAMES,
    MAX_VALUES,
    MAX_WORDS,
)
from tests.profiles import IS_NIGHT

LOADERS = {"libyaml": getattr(yaml, "CSafeLoader", yaml.SafeLoader), "python": yaml.SafeLoader}

# Line 4 has the title, line 8 the range of a score, line 9 ends the facts, line 11 is the only criterion.
HEAD = """carelevel: 1
id: hostile
version: "1"
title: T
levels: {low: {title: Low}, high: {title: High}}
facts:
  risk: {type: yes_no}
  points: {type: score, range: [0, 100]}
  words: {type: scale, values: [mild, severe], worse: high}
"""
CRITERIA = """criteria:
- {id: risk, requires: high, when: {risk: yes}, because: B}
"""
FILE = HEAD + CRITERIA
Where = tuple[str, int]


@pytest.fixture(params=["libyaml", "python"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(yaml_reader, "LOADER", LOADERS[request.param])
    name: str = request.param
    return name


def problems(content: str | bytes) -> tuple[Problem, ...]:
    """Return the problems of a file that is refused; each has its place and its code."""
    with pytest.raises(CriteriaError) as caught:
        loads(content)
    found = caught.value.problems
    assert found
    assert all(problem.code and problem.place and problem.place.line >= 1 and problem.place.column >= 1 for problem in found)
    assert str(caught.value).replace("\n", "").isprintable()
    return found


def found(content: str | bytes) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.place.line, problem.place.column) for problem in problems(content) if problem.place]


def titled(title: str) -> str:
    return FILE.replace("title: T", f"title: {title}")


def ranged(number: str) -> str:
    return FILE.replace("[0, 100]", f"[0, {number}]")


# What is accepted


ACCEPTED: dict[str, tuple[str | bytes, str]] = {
    "as it is": (FILE, "T"),
    "bytes": (FILE.encode(), "T"),
    "byte order mark": (b"\xef\xbb\xbf" + FILE.encode(), "T"),
    "byte order mark in text": ("\ufeff" + FILE, "T"),
    "Windows line ends": (FILE.replace("\n", "\r\n"), "T"),
    "old Mac line ends": (FILE.replace("\n", "\r"), "T"),
    "Windows line ends and a byte order mark": (b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode(), "T"),
    "no line end at the end": (FILE.rstrip("\n"), "T"),
    "blank lines and comments": ("\n\n# hello\n\n" + FILE.replace("\n", "  # note\n\n") + "\n\n#", "T"),
    "start of the document": ("---\n" + FILE, "T"),
    "end of the document": (FILE + "...\n", "T"),
    "YAML 1.2": ("%YAML 1.2\n---\n" + FILE, "T"),
    "YAML 1.1": ("%YAML 1.1\n---\n" + FILE, "T"),
    "small anchor": (titled("&name T\npopulation: *name"), "T"),
    "anchor on a mapping": (FILE.replace("low: {title: Low}, high: {title: High}", "low: &level {title: Level}, high: *level"), "T"),
    "anchor defined again": (titled("&name A\npopulation: &name T\neffective: {from: '2026-01-01'}").replace("id: hostile", "id: hostile"), "A"),
    "anchor that nobody uses": (titled("&name T"), "T"),
    "alias as a key": (FILE.replace("id: risk", "id: &id risk").replace("requires: high", "requires: high"), "T"),
    "quoted number": (titled("'1'"), "1"),
    "octal look": (titled("012"), "012"),
    "hexadecimal look": (titled("0x1F"), "0x1F"),
    "octal prefix": (titled("0o17"), "0o17"),
    "underscores": (titled("1_000"), "1_000"),
    "sexagesimal look": (titled("1:30"), "1:30"),
    "date": (titled("2026-11-01"), "2026-11-01"),
    "no date": (titled("2026-13-45"), "2026-13-45"),
    "time": (titled("2026-11-01T00:00:00Z"), "2026-11-01T00:00:00Z"),
    "word that was a boolean": (titled("no"), "no"),
    "infinity as a word": (titled(".inf"), ".inf"),
    "not a number as a word": (titled(".nan"), ".nan"),
    "equals sign": (titled("="), "="),
    "quoted merge sign": (titled("'<<'"), "<<"),
    "quoted null": (titled("'null'"), "null"),
    "digits of another script": (titled("\u0661\u0662"), "\u0661\u0662"),
    "emoji": (titled("\U0001f600"), "\U0001f600"),
    "escaped emoji": (titled('"\\U0001F600"'), "\U0001f600"),
    "escaped line break": (titled('"a\\nb"'), "a\nb"),
    "escaped tab": (titled('"a\\tb"'), "a\tb"),
    "block text": (titled("|\n  a\n  b"), "a\nb\n"),
    "folded text": (titled(">-\n  a\n  b"), "a b"),
    "text over lines": (titled("a\n  b"), "a b"),
    "explicit key": (FILE.replace("title: T", "? title\n: T"), "T"),
    "JSON": (json.dumps(yaml.safe_load(FILE.replace("yes}", '"yes"}'))), "T"),
    "the longest text": (titled("T\npopulation: " + "x" * 5_000), "T"),
}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(("content", "title"), ACCEPTED.values(), ids=ACCEPTED.keys())
def test_unusual_but_honest_files_are_read(content: str | bytes, title: str) -> None:
    criteria = loads(content)

    assert criteria.title == title
    assert criteria.recommend({"risk": "yes"}).level == "high"


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(("number", "high"), [("+5", 5), ("5", 5), ("-0", 0), ("0", 0), ("10000", 10_000)])
def test_whole_numbers_are_read_as_yaml_1_2_reads_them(number: str, high: int) -> None:
    assert loads(ranged(number).replace("points: {", "points: {or_more: yes, ")).to_dict()["facts"]["points"]["range"] == [0, high]


@pytest.mark.usefixtures("loader")
def test_an_alias_means_the_last_anchor_before_it() -> None:
    criteria = loads(titled("&name T\npopulation: &name P\neffective: {from: &day '2026-01-01', until: *day}").replace("because: B", "because: *name"))

    assert criteria.criteria["risk"].because == "P"


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("title", ["\U0001f600", "a\U0001f600b\U0010ffff", "\\ud83d\\ude00", "\\", "é\u2028"], ids=ascii)
def test_json_with_escapes_is_read_as_json_means_it(title: str) -> None:
    """JSON writes characters beyond the first 65,536 as two halves, which YAML does not know."""
    plain = json.loads(json.dumps(yaml.safe_load(FILE.replace("yes}", '"yes"}')))) | {"title": title}

    assert loads(json.dumps(plain)).title == title
    assert loads(json.dumps(plain, indent=2)).title == title
    assert loads(json.dumps(plain, ensure_ascii=False)).title == title


def test_both_loaders_read_the_bundled_criteria_alike(adult: CriteriaSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_reader, "LOADER", yaml.SafeLoader)

    again = loads(json.dumps(adult.to_dict(), ensure_ascii=False))

    assert again.digest == adult.digest


# What is refused


def laughs() -> str:
    """The billion laughs: each line repeats the one above nine times."""
    return "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(f"{c}: &{c} [{', '.join([f'*{p}'] * 9)}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))


REFUSED: dict[str, tuple[str | bytes, list[Where]]] = {
    # Aliases
    "billion laughs": (laughs(), [("too-large", 6)]),
    "aliases, quadratic": (f"a: &a [{'x, ' * 2000}]\nb: [{'*a, ' * 2000}]\n", [("too-large", 2)]),
    "aliases, ever deeper": ("a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 100)), [("too-large", MAX_DEPTH - 1)]),
    "list in itself": ("a: &a [*a]\n", [("yaml-feature", 1)]),
    "mapping in itself": ("&a {a: *a}\n", [("yaml-feature", 1)]),
    "mapping as its own key": ("&a {*a : b}", [("yaml-feature", 1)]),
    "list in itself, further in": ("a:\n- b\n- &c\n  - d: [e, *c]\n", [("yaml-feature", 4)]),
    "alias to nothing": ("a: *nothing\n", [("not-yaml", 1)]),
    "alias before its anchor": ("a: *b\nb: &b c\n", [("not-yaml", 1)]),
    "alias with an anchor": ("a: &b c\nd: &e *b\n", [("not-yaml", 2)]),
    "mapping as a key by alias": ("a: &a {b: c}\n*a : d\n", [("wrong-type", 2)]),
    "nothing but an alias": ("*a", [("not-yaml", 1)]),
    # Depth
    "deep lists": ("[" * 100_000, [("too-large", 1)]),
    "deep lists, closed": ("[" * 100_000 + "]" * 100_000, [("too-large", 1)]),
    "deep mappings": ("{" * 100_000, [("wrong-type", 1)]),
    "deep mappings with keys": ("{a: " * 30_000, [("too-large", 1)]),
    "deep lists and mappings": ("[{a: " * 30_000, [("too-large", 1)]),
    "deep dashes": ("- " * 100_000, [("too-large", 1)]),
    "deep question marks": ("? " * 100_000, [("wrong-type", 1)]),
    "deep block mappings": ("".join(f"{' ' * i}a:\n" for i in range(1_500)), [("too-large", MAX_DEPTH + 1)]),
    "deep block lists": ("".join(f"{' ' * i}-\n" for i in range(1_500)), [("too-large", MAX_DEPTH + 1)]),
    "one deeper than allowed": ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), [("too-large", 1)]),
    # Size
    "huge text": (titled("x" * 1_000_000), [("too-large", 4)]),
    "huge quoted text": (titled(f"'{'x' * 1_000_000}'"), [("too-large", 4)]),
    "huge block text": (titled("|\n" + "  x\n" * 100_000), [("too-large", 4)]),
    "text one longer than allowed": (titled("x" * (MAX_TEXT + 1)), [("too-large", 4)]),
    "huge key": (f"{'x' * 100_000}: a", [("too-large", 1)]),
    "huge explicit key": (f"? {'x' * 100_000}\n: a", [("too-large", 1)]),
    "key of more than 1,024 letters": (f"{'x' * 1_025}: a", [("not-yaml", 1)]),
    "long line": (titled("word " * 30_000), [("too-large", 4)]),
    # Numbers
    "5,000 digits": (ranged("9" * 5_000), [("too-large", 8)]),
    "minus 5,000 digits": (ranged("-" + "9" * 5_000), [("too-large", 8)]),
    "one digit too many": (ranged("9" * (MAX_DIGITS + 1)), [("too-large", 8)]),
    "many decimals": (ranged("0." + "1" * 100), [("too-large", 8)]),
    "number too large for a range": (ranged("9" * MAX_DIGITS), [("out-of-range", 8)]),
    "a range of too many values": (ranged("1000000"), [("too-large", 8)]),
    "beyond floating point": (ranged("1e999"), [("wrong-type", 8)]),
    "beyond floating point, negative": (ranged("-1e999"), [("wrong-type", 8)]),
    "huge exponent": (ranged("1e" + "9" * 20), [("wrong-type", 8)]),
    "exponent": (ranged("1e2"), [("wrong-type", 8)]),
    "decimal": (ranged("100.0"), [("wrong-type", 8)]),
    "infinity": (ranged(".inf"), [("wrong-type", 8)]),
    "not a number": (ranged(".nan"), [("wrong-type", 8)]),
    "hexadecimal": (ranged("0x1F"), [("wrong-type", 8)]),
    "hexadecimal, 5,000 digits": (ranged("0x" + "f" * 5_000), [("wrong-type", 8)]),
    "octal": (ranged("0o17"), [("wrong-type", 8)]),
    "old octal": (ranged("012"), [("wrong-type", 8)]),
    "binary": (ranged("0b11"), [("wrong-type", 8)]),
    "underscore": (ranged("1_000"), [("wrong-type", 8)]),
    "sexagesimal": (ranged("1:30"), [("wrong-type", 8)]),
    "day that does not exist": (ranged("2026-13-45"), [("wrong-type", 8)]),
    "yes for a number": (ranged("yes"), [("wrong-type", 8)]),
    "true for a number": (ranged("true"), [("wrong-type", 8)]),
    "nothing for a number": (ranged("~"), [("missing-value", 8)]),
    "number for a text": (titled("3"), [("wrong-type", 4)]),
    "huge number for a text": (titled("9" * 5_000), [("too-large", 4)]),
    "infinity for a text": (titled("1e999"), [("wrong-type", 4)]),
    "bare version": (FILE.replace('"1"', "1.10"), [("wrong-type", 3)]),
    # Tags
    "tag of Python": (titled("!!python/object/apply:os.system [exit]"), [("yaml-feature", 4)]),
    "tag of a Python name": (titled("!!python/name:os.system T"), [("yaml-feature", 4)]),
    "tag binary": (titled("!!binary aGVsbG8="), [("yaml-feature", 4)]),
    "tag bool that is none": (titled("!!bool foo"), [("yaml-feature", 4)]),
    "tag int that is none": (titled("!!int foo"), [("yaml-feature", 4)]),
    "tag timestamp": (titled("!!timestamp 2026-13-45"), [("yaml-feature", 4)]),
    "tag str": (titled("!!str T"), [("yaml-feature", 4)]),
    "tag set": (titled("!!set {a}"), [("yaml-feature", 4)]),
    "tag of one's own": (titled("!x T"), [("yaml-feature", 4)]),
    "tag without a name": (titled("! T"), [("yaml-feature", 4)]),
    "tag in full": (titled("!<tag:yaml.org,2002:str> T"), [("yaml-feature", 4)]),
    "tag on a key": (FILE.replace("title: T", "!!str title: T"), [("yaml-feature", 4)]),
    "tag on the whole": ("!!map\n" + FILE, [("yaml-feature", 1)]),
    "tag without a prefix": (titled("!e!x T"), [("not-yaml", 4)]),
    # Documents and directives
    "two documents": (FILE + "---\n" + FILE, [("yaml-feature", 12)]),
    "an empty second document": (FILE + "---\n", [("yaml-feature", 12)]),
    "many documents": ("---\n" * 1_000, [("yaml-feature", 2)]),
    "tag directive": ("%TAG ! tag:example.org,2000:\n---\n" + FILE, [("yaml-feature", 1)]),
    "YAML 2.0": ("%YAML 2.0\n---\n" + FILE, [("not-yaml", 1)]),
    "YAML 1.3": ("%YAML 1.3\n---\n" + FILE, [("not-yaml", 1)]),
    "YAML of 5,000 digits": (f"%YAML 1.{'9' * 5_000}\n---\n" + FILE, [("not-yaml", 1)]),
    "unknown directive": ("%PERL 5\n---\n" + FILE, [("not-yaml", 1)]),
    "unknown directive after a known one": ("%YAML 1.2\n%PERL 5\n---\n" + FILE, [("not-yaml", 2)]),
    "directive twice": ("%YAML 1.1\n%YAML 1.1\n---\n" + FILE, [("not-yaml", 2)]),
    "directive alone": ("%YAML 1.2\n", [("not-yaml", 2)]),
    # Bytes and characters
    "every byte": (bytes(range(256)), [("not-yaml", 3)]),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", [("not-yaml", 1)]),
    "archive": (b"PK\x03\x04\x14\0\0\0", [("not-yaml", 1)]),
    "Latin-1": (titled("Caf\xe9").encode("latin-1"), [("not-yaml", 4)]),
    "UTF-16": (FILE.encode("utf-16"), [("not-yaml", 1)]),
    "UTF-16 without its mark": (FILE.encode("utf-16-le"), [("not-yaml", 1)]),
    "UTF-32": (FILE.encode("utf-32"), [("not-yaml", 1)]),
    "overlong UTF-8": (FILE.encode() + b"\xc0\x80", [("not-yaml", 12)]),
    "cut in a character": (titled("Café").encode().split(b"\xa9")[0], [("not-yaml", 4)]),
    "surrogate in bytes": (titled("XX").encode().replace(b"XX", b"\xed\xa0\x80"), [("not-yaml", 4)]),
    "surrogate": (titled("\ud800"), [("not-yaml", 4)]),
    "byte order mark twice": ("\ufeff\ufeff" + FILE, [("not-yaml", 1)]),
    "byte order mark inside": (titled("\ufeffT"), [("not-yaml", 4)]),
    "NUL": (titled("T\0"), [("not-yaml", 4)]),
    "nothing but NUL": ("\0" * 100, [("not-yaml", 1)]),
    "escape character": (titled("\x1b[31m"), [("not-yaml", 4)]),
    "delete": (titled("\x7f"), [("not-yaml", 4)]),
    "C1 control": (titled("\x9b"), [("not-yaml", 4)]),
    "no character": (titled("\ufffe"), [("not-yaml", 4)]),
    "control character after old Mac line ends": (titled("\x07").replace("\n", "\r"), [("not-yaml", 4)]),
    "escape far beyond Unicode": (titled('"\\UFFFFFFFF"'), [("not-yaml", 4)]),
    "escape beyond Unicode": (titled('"\\U00110000"'), [("not-yaml", 4)]),
    "escape of a surrogate": (titled('"\\ud800"'), [("not-yaml", 4)]),
    "escape of two surrogates": (titled('"\\ud83d\\ude00"'), [("not-yaml", 4)]),
    "escape of half a character in JSON": ('{"title": "\\ud83d", "x": "\\ude00"}', [("not-yaml", 1)]),
    "escape of NUL": (titled('"\\0"'), [("not-yaml", 4)]),
    "escape of a bell": (titled('"\\a"'), [("not-yaml", 4)]),
    "escape of an escape": (titled('"\\e[31m"'), [("not-yaml", 4)]),
    "escape of no character": (titled('"\\uFFFE"'), [("not-yaml", 4)]),
    "escape without digits": (titled('"\\x"'), [("not-yaml", 4)]),
    "escape with letters": (titled('"\\xZZ"'), [("not-yaml", 4)]),
    "unknown escape": (titled('"\\q"'), [("not-yaml", 4)]),
    # Tabs, quotes, brackets
    "indented with tabs": ("carelevel: 1\nlevels:\n\tlow: {title: Low}\n", [("not-yaml", 3)]),
    "nothing but tabs": ("\t\t\t", [("not-yaml", 1)]),
    "open single quote": (titled("'T"), [("not-yaml", 4)]),
    "open double quote": (titled('"T'), [("not-yaml", 4)]),
    "open bracket": ("a: [b\n", [("not-yaml", 1)]),
    "open brace": ("a: {b: c\n", [("not-yaml", 1)]),
    "bracket closed by brace": ("a: [b}\n", [("not-yaml", 1)]),
    "open quote before 100,000 lines": ('a: "' + "b\n" * 100_000, [("not-yaml", 1)]),
    "reserved sign @": (titled("@T"), [("not-yaml", 4)]),
    "reserved sign `": (titled("`T`"), [("not-yaml", 4)]),
    "two colons": (titled("a: b: c"), [("not-yaml", 4)]),
    "a thousand colons": ("a: " * 1_000, [("not-yaml", 1)]),
    "ten thousand colons": (":" * 10_000, [("not-yaml", 1)]),
    "block indent of 9999": (titled("|9999\n b"), [("not-yaml", 4)]),
    "block indent of 0": (titled("|0\n b"), [("not-yaml", 4)]),
    "block of another kind": (titled("|x\n b"), [("not-yaml", 4)]),
    "document mark in brackets": ("[\n---\n]", [("not-yaml", 2)]),
    # Keys
    "key 1": (FILE + "1: a\n", [("wrong-type", 12)]),
    "key 1.5": (FILE + "1.5: a\n", [("wrong-type", 12)]),
    "key of 5,000 digits": (FILE + "? " + "9" * 5_000 + "\n: a\n", [("too-large", 12)]),
    "key true": (FILE + "true: a\n", [("wrong-type", 12)]),
    "key null": (FILE + "null: a\n", [("wrong-type", 12)]),
    "key ~": (FILE + "~: a\n", [("wrong-type", 12)]),
    "key of nothing": (FILE + "? \n: a\n", [("wrong-type", 12)]),
    "key list": (FILE + "[a]: b\n", [("wrong-type", 12)]),
    "key mapping": (FILE + "{a: b}: c\n", [("wrong-type", 12)]),
    "explicit key list": (FILE + "? [a]\n: b\n", [("wrong-type", 12)]),
    "explicit key block list": (FILE + "? - a\n: b\n", [("wrong-type", 12)]),
    "key true among facts": (FILE.replace("risk: {", "true: {"), [("wrong-type", 7)]),
    "empty key": (FILE + "'': a\n", [("unknown-key", 12)]),
    "key of blanks": (FILE + "'  ': a\n", [("unknown-key", 12)]),
    "key twice": (FILE + "title: U\n", [("repeated-key", 12)]),
    "key three times": (FILE + "title: U\ntitle: V\n", [("repeated-key", 12), ("repeated-key", 13)]),
    "key twice, once quoted": (FILE + "'title': U\n", [("repeated-key", 12)]),
    "key twice in braces": (FILE.replace("title: Low", "title: Low, title: High"), [("repeated-key", 5)]),
    "merge key": (FILE.replace("low: {title: Low}", "low: &low {title: Low}") + "<<: {population: P}\n", [("yaml-feature", 12)]),
    "merge of an alias": (FILE.replace("low: {title: Low}, high: {title: High}", "low: &low {title: Low}, high: {<<: *low}"), [("yaml-feature", 5)]),
    # The whole
    "nothing": ("", [("not-yaml", 1)]),
    "no bytes": (b"", [("not-yaml", 1)]),
    "a byte order mark alone": ("\ufeff", [("not-yaml", 1)]),
    "line ends": ("\n\n\n", [("not-yaml", 1)]),
    "blanks": ("   \n  \n", [("not-yaml", 1)]),
    "comments": ("# a\n# b\n", [("not-yaml", 1)]),
    "end mark alone": ("...\n", [("not-yaml", 1)]),
    "null": ("null", [("wrong-type", 1)]),
    "true": ("true", [("wrong-type", 1)]),
    "number": ("5", [("wrong-type", 1)]),
    "word": ("hello", [("wrong-type", 1)]),
    "quoted word": ('"hello"', [("wrong-type", 1)]),
    "list": ("- a\n- b\n", [("wrong-type", 1)]),
    "list of the file": (f"[{json.dumps({'carelevel': 1})}]", [("wrong-type", 1)]),
    "empty list": ("[]", [("wrong-type", 1)]),
    "web page": ("<!DOCTYPE html>\n<html><body>Not found</body></html>\n", [("wrong-type", 1)]),
    "table": ("a,b,c\n1,2,3\n", [("wrong-type", 1)]),
    "10 MB of blanks": (" " * 10_000_000, [("too-large", 1)]),
    "10 MB of letters": ("a" * 10_000_000, [("too-large", 1)]),
    "10 MB of brackets": ("[" * 10_000_000, [("too-large", 1)]),
    "10 MB of keys": ("a: b\n" * 2_000_000, [("too-large", 1)]),
    "10 MB of dashes": (b"- a\n" * 2_500_000, [("too-large", 1)]),
    "10 MB of emoji": ("\U0001f600" * 2_500_000, [("too-large", 1)]),
    "10 MB of NUL": (b"\0" * 10_000_000, [("too-large", 1)]),
    "one byte more than allowed": (FILE + "#" * (MAX_BYTES + 1 - len(FILE)), [("too-large", 1)]),
}


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(("content", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_a_hostile_file_is_refused_at_its_place(content: str | bytes, expected: list[Where]) -> None:
    where = [(code, line) for code, line, _ in found(content)]

    assert [each for each in expected if each not in where] == [], where


@pytest.mark.parametrize("name", REFUSED)
def test_both_loaders_find_the_same_problems_at_the_same_places(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content, _ = REFUSED[name]
    monkeypatch.setattr(yaml_reader, "LOADER", LOADERS["libyaml"])
    by_libyaml = found(content)
    monkeypatch.setattr(yaml_reader, "LOADER", LOADERS["python"])

    assert found(content) == by_libyaml


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize(
    ("content", "place"),
    [
        (titled("T\x07"), ("not-yaml", 4, 9)),
        (titled("T\x07").replace("\n", "\r\n"), ("not-yaml", 4, 9)),
        (titled("T\x07").replace("\n", "\r"), ("not-yaml", 4, 9)),
        ("\ufeff\x07", ("not-yaml", 1, 1)),
        (b"\xef\xbb\xbf\xff", ("not-yaml", 1, 1)),
        (titled("Caf\xe9").encode("latin-1"), ("not-yaml", 4, 11)),
        (titled("\U0001f600\x07"), ("not-yaml", 4, 9)),
        ("\ufeff" + FILE + "[a]: b", ("wrong-type", 12, 1)),
        (FILE.replace("\n", "\r\n") + "1: b", ("wrong-type", 12, 1)),
        (titled("!x T"), ("yaml-feature", 4, 8)),
        (FILE.replace("title: Low", "title: Low, title: Low"), ("repeated-key", 5, 28)),
        ("a: &a [*a]", ("yaml-feature", 1, 8)),
        ("[" * 100, ("too-large", 1, MAX_DEPTH + 1)),
        ("- [\U0001f600, &a [*a]]", ("yaml-feature", 1, 11)),
    ],
    ids=ascii,
)
def test_places_count_lines_and_characters_as_editors_do(content: str | bytes, place: tuple[str, int, int]) -> None:
    assert place in found(content)


@pytest.mark.usefixtures("loader")
@pytest.mark.parametrize("tail", ["---\n", "[a]: b\n", "b: [\n", "c: *nothing\n", "d: &d [*d]\n"])
def test_what_was_found_before_the_end_of_reading_is_reported_too(tail: str) -> None:
    """A file with a slip at the top and a bomb at the bottom has two problems."""
    content = titled("!x T\ntitle: U") + tail

    assert [(code, line) for code, line, _ in found(content)][:2] == [("yaml-feature", 4), ("repeated-key", 5)]


@pytest.mark.usefixtures("loader")
def test_nothing_of_a_tag_is_ever_run(tmp_path: Path) -> None:
    """Criteria are data. What a tag asks for is not done, and not even looked up."""
    witness = tmp_path / "ran"
    call = f"!!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path [{json.dumps(str(witness))}]]"

    assert ("yaml-feature", 4) in [(code, line) for code, line, _ in found(titled(call))]
    assert not witness.exists()


@pytest.mark.usefixtures("loader")
def test_problems_of_a_bomb_stay_small() -> None:
    """Reading a bomb is cheap, printing it is what kills."""
    for content in (laughs(), titled("9" * 5_000), FILE + "? " + "x" * 19_999 + "\n: a\n", titled(f"&{'x' * 100_000} T\npopulation: *y{'x' * 100_000}")):
        assert all(len(str(problem)) < 1_000 for problem in problems(content))


@pytest.mark.usefixtures("loader")
def test_thousands_of_unknown_keys_are_all_reported() -> None:
    assert [code for code, _, _ in found(FILE + "".join(f"titel{i}: a\n" for i in range(2_000)))] == ["unknown-key"] * 2_000


def test_what_was_found_before_a_file_turns_out_to_be_none_is_reported_too() -> None:
    assert found("- a\n- !x b\n- {c: d, c: e}\n") == [("wrong-type", 1, 1), ("yaml-feature", 2, 3), ("repeated-key", 3, 10)]


@pytest.mark.usefixtures("loader")
def test_behind_a_thousand_gaps_nothing_else_is_looked_for() -> None:
    """All of them are reported, in their order, and the unknown level below them is not: there is no file to speak of."""
    content = FILE.replace("requires: high", "requires: heigh") + "notices:\n" + "-\n" * 1_001

    assert found(content) == [("missing-value", line, 2) for line in range(13, 1_014)]


@pytest.mark.parametrize("content", [FILE, FILE.encode(), FILE.replace("\n", "\r\n")])
def test_all_doors_read_alike(content: str | bytes) -> None:
    assert loads(content).digest == loads(FILE).digest


# What is large: read in a process of its own, whose memory is limited


def repeated(unit: str, size: int) -> str:
    return unit * (size // len(unit))


def numbered(line: str, count: int) -> str:
    return "".join(line % {"i": i, "before": i - 1} for i in range(1, count))


def criteria_of(when: str, count: int) -> str:
    return "criteria:\n" + numbered("- {id: c%(i)d, requires: high, when: " + when + ", because: B}\n", count)


def using(name: str, said: str = "yes") -> str:
    return CRITERIA.replace("risk: yes", f"{name}: {said}")


POINT = "  point: {type: score, range: [0, 0]}\n"
MANY_POINTS = "  many: {type: score, range: [0, 10000]}\n"
YES = "  d0: {when: {risk: yes}}\n"
NESTED = "{all: [" * 14 + "{%s: yes}" + "]}" * 14

# Files that are long and not clever: by how long they are.
LONG: dict[str, Callable[[int], str]] = {
    "blanks": lambda size: " " * size,
    "letters": lambda size: "a" * size,
    "words": lambda size: repeated("word word\n", size),
    "line ends": lambda size: "\n" * size,
    "comments": lambda size: repeated("# comment\n", size),
    "single quotes": lambda size: "'" * size,
    "backslashes": lambda size: "\\" * size,
    "escapes": lambda size: '"' + repeated("\\n", size - 1),
    "brackets": lambda size: "[" * size,
    "braces": lambda size: "{" * size,
    "documents": lambda size: repeated("---\n", size),
    "directives": lambda size: repeated("%A\n", size),
    "colons": lambda size: repeated("a:b:c", size),
    "block text": lambda size: "a: |\n" + repeated(" b\n", size - 5),
    "folded quote": lambda size: "a: '" + repeated("b\n\n", size - 4),
    "the same key": lambda size: repeated("a: b\n", size),
    "other keys": lambda size: numbered("k%(i)d: a\n", size // 10),
    "items": lambda size: repeated("- a\n", size),
    "tags": lambda size: repeated("- !a b\n", size),
    "aliases": lambda size: "- &a b\n" + repeated("- *a\n", size - 7),
    "closed brackets": lambda size: "[" + repeated("[],", size - 1),
    "flow mappings": lambda size: "[" + repeated("{a: b},", size - 1),
}
# The same, of which the hundredth part shows enough.
SHORTER: dict[str, Callable[[int], str]] = {
    "flow list": lambda size: "[" + repeated("a,", size - 1),
    "flow keys without values": lambda size: "{" + repeated("a,", size - 1),
    "the same key without a value": lambda size: repeated("a:\n", size),
    "the same key of a mapping": lambda size: repeated("a: {b: c}\n", size),
    "explicit keys": lambda size: repeated("? a\n", size),
    "number keys": lambda size: numbered("%(i)d: a\n", size // 9),
    "dashes": lambda size: repeated("- \n", size),
    "anchors": lambda size: repeated("- &a b\n", size),
}

# Short files that mean much more than they say.
CLEVER: dict[str, str] = {
    "derived facts, 5,000 on each other": HEAD + "derived:\n" + YES + numbered("  d%(i)d: {when: {d%(before)d: yes}}\n", 5_000) + using("d4999"),
    "sums, 5,000 on each other": HEAD + POINT + "derived:\n  d0: {sum: [point]}\n" + numbered("  d%(i)d: {sum: [d%(before)d]}\n", 5_000) + using("risk"),
    "sums, 5,000 on each other, the last one first": HEAD
    + POINT
    + "derived:\n"
    + "".join(f"  d{i}: {{sum: [d{i - 1}]}}\n" for i in range(4_999, 0, -1))
    + "  d0: {sum: [point]}\n"
    + CRITERIA,
    "deep conditions on each other": HEAD + "derived:\n" + YES + "".join(f"  d{i}: {{when: {NESTED % f'd{i - 1}'}}}\n" for i in range(1, 38)) + using("d37"),
    "deep conditions on each other, the last one first": HEAD
    + "derived:\n"
    + "".join(f"  d{i}: {{when: {NESTED % f'd{i - 1}'}}}\n" for i in range(37, 0, -1))
    + YES
    + using("d37"),
    "billion laughs of conditions": HEAD
    + "derived:\n"
    + YES
    + numbered("  d%(i)d: {when: {any: [{d%(before)d: yes}, {d%(before)d: no}]}}\n", 36)
    + using("d35"),
    "billion laughs of scales": HEAD
    + "derived:\n  d0: {worst: [words]}\n"
    + numbered("  d%(i)d: {worst: [d%(before)d, d%(before)d]}\n", 36)
    + using("d35", "severe"),
    "billion laughs of sums": HEAD + POINT + "derived:\n  d0: {sum: [point]}\n" + numbered("  d%(i)d: {sum: [d%(before)d, d%(before)d]}\n", 36) + CRITERIA,
    "billion laughs of conditions in criteria": HEAD
    + "derived:\n"
    + YES
    + numbered("  d%(i)d: {when: {any: [{d%(before)d: yes}, {d%(before)d: no}]}}\n", 15)
    + criteria_of("{d14: yes}", 1_000),
    "thresholds": HEAD + MANY_POINTS + criteria_of("{many: {at_least: %(i)d}}", 5_000),
    "examples known in part": HEAD
    + MANY_POINTS
    + CRITERIA.replace("because: B", "because: B, examples: [" + ", ".join(["{case: {many: {at_least: 1}}, is: unknown}"] * 10_000) + "]"),
    "scores known in part in one example": HEAD
    + numbered("  s%(i)d: {type: score, range: [0, 10000]}\n", 5_000)
    + CRITERIA.replace("because: B", "because: B, examples: [{case: {" + ", ".join(f"s{i}: {{at_least: 1}}" for i in range(1, 5_000)) + "}, is: unknown}]"),
    "different values in a list": HEAD + MANY_POINTS + using("many", "{one_of: [" + ", ".join(map(str, range(20_000))) + "]}"),
    "different words in a list": HEAD + using("words", "{one_of: [" + ", ".join(f"w{i}" for i in range(20_000)) + "]}"),
    "values of a fact": HEAD + "  large: {type: choice, values: [" + ", ".join(f"v{i}" for i in range(20_000)) + "]}\n" + CRITERIA + "large: 1\n",
    "members of a set": HEAD + "  large: {type: set, values: [" + ", ".join(f"v{i}" for i in range(20_000)) + "]}\n" + CRITERIA + "large: 1\n",
    "services that nobody knows": FILE.replace("requires: high", "adds: [" + ", ".join(f"s{i}" for i in range(20_000)) + "]"),
    "sources that nobody knows": FILE.replace("because: B", "because: B, source: [" + ", ".join(f"s{i}" for i in range(20_000)) + "]"),
    "instruments that nobody knows": FILE + "instruments: [" + ", ".join(f"i{i}" for i in range(2_000)) + "]\n",
    "facts that nobody knows, each near a thousand": HEAD + numbered("  fact%(i)d: {type: yes_no}\n", 1_000) + criteria_of("{fackt%(i)d: yes}", 1_500),
    "words that are near each other": HEAD.replace("[mild, severe]", "[" + ", ".join("a" * 30 + str(i) for i in range(1_000)) + "]")
    + criteria_of("{words: " + "a" * 31 + "%(i)d}", 2_000),
    "unknown keys": FILE + numbered("titel%(i)d: a\n", 5_000),
    "unknown keys everywhere": HEAD + criteria_of("{risk: yes}, whem%(i)d: a", 3_000),
    "criteria without anything": HEAD + "criteria:\n" + "- {}\n" * 2_000,
    "criteria of another kind": HEAD + "criteria:\n" + "- a\n" * 4_000,
    "ids that are taken": HEAD + "criteria:\n" + "- {id: risk, requires: high, when: {risk: yes}, because: B}\n" * 5_000,
    "levels that nobody knows": HEAD + criteria_of("{risk: yes}", 2_000).replace("requires: high", "requires: heigh"),
    "5,000 levels": HEAD.replace("low: {title: Low}", ", ".join(f"l{i}: {{title: L}}" for i in range(5_000))) + CRITERIA + "k: 1\n",
    "circles": HEAD + "derived:\n" + "".join(f"  d{i}: {{when: {{d{(i + 1) % 5_000}: yes}}}}\n" for i in range(5_000)) + using("d0"),
    "a wide group": HEAD + using("any", "[" + ", ".join(["{risk: yes}"] * 10_000) + "]") + "k: 1\n",
    "sources cited at length": FILE.replace("because: B", "because: B, source: [" + ", ".join(f"s{i}" for i in range(10_000)) + "]")
    + "sources:\n"
    + numbered("  s%(i)d: {title: S}\n", 10_000),
    "keys without values": FILE + numbered("k%(i)d:\n", 10_000),
    "two bounds each": HEAD + MANY_POINTS + criteria_of("{many: {at_least: 10, at_most: 9000}}", 2_000) + "k: 1\n",
    "invariants of thousands of levels": HEAD.replace("low: {title: Low}", ", ".join(f"l{i}: {{title: L}}" for i in range(10_000)))
    + CRITERIA
    + "invariants:\n"
    + numbered("- {id: i%(i)d, when: {risk: yes}, level: {at_least: l%(i)d}}\n", 2_000),
    "examples of a wide criterion": HEAD
    + "criteria:\n- {id: wide, requires: high, because: B, when: {any: ["
    + "{risk: yes}, " * 10_000
    + "]}, examples: ["
    + "{case: {points: 3}, is: unknown}, " * 5_000
    + "]}\n",
    "examples where much is impossible": FILE.replace("because: B", "because: B, examples: [" + "{case: {points: 3}, is: unknown}, " * 4_000 + "]")
    + "impossible:\n"
    + numbered("- {id: i%(i)d, when: {risk: no, points: 7}, because: B}\n", 3_000),
    "a slip shared by aliases": HEAD
    + "criteria:\n- {id: a, requires: high, when: &w {any: [&v {risc: yes}, "
    + "*v, " * 5_000
    + "]}, because: B}\n- {id: b, requires: high, when: *w, because: B}\n",
}

# What the loader in pure Python takes long for is shown by the hundredth part, or a quarter of it, as well, and what happens behind the loaders is shown by one of them.
SHORT = MAX_BYTES // (100 if IS_NIGHT else 400)
LARGE: dict[str, Callable[[], dict[str, str]]] = {
    "libyaml, long": lambda: {name: make(MAX_BYTES - 100) for name, make in LONG.items()},
    "libyaml, clever": lambda: {name: make(SHORT) for name, make in SHORTER.items()} | {name: text for name, text in CLEVER.items() if name not in COUNTED},
    "python": lambda: {name: make(SHORT) for name, make in (LONG | SHORTER).items()},
}
COUNTED: dict[str, tuple[int, str]] = {
    "unknown keys": (4_999, "unknown-key"),
    "unknown keys everywhere": (2_999, "unknown-key"),
    "facts that nobody knows, each near a thousand": (1_499, "unknown-fact"),
    "services that nobody knows": (20_000, "unknown-service"),
    "sources that nobody knows": (20_000, "unknown-source"),
    "instruments that nobody knows": (2_000, "unknown-instrument"),
    "ids that are taken": (4_999, "repeated-id"),
}
MEMORY = 700_000_000
SECONDS_EACH = 20
SECONDS_TOGETHER = 200

READ_FILES = """
import contextlib, json, signal, sys
import yaml
from carelevel.api import loads
from carelevel.model.problems import CriteriaError
from carelevel.syntax import yaml_reader

def stop(*_): raise TimeoutError

loader, memory, seconds, folder, *names = sys.argv[1:]
if loader == "python":
    yaml_reader.LOADER = yaml.SafeLoader
with contextlib.suppress(ImportError):  # systems without limits read the same files without them
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
for name in names:
    with open(f"{folder}/{name}", "rb") as file:
        content = file.read()
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, stop)
        signal.alarm(int(seconds))
    try:
        loads(content)
        outcome = "loaded"
    except CriteriaError as error:
        placed = all(problem.place and problem.place.line > 0 for problem in error.problems)
        outcome = [placed, len(error.problems), sorted({problem.code for problem in error.problems})]
        assert str(error)
    except BaseException as error:
        outcome = type(error).__name__
    if hasattr(signal, "SIGALRM"):
        signal.alarm(0)
    print(json.dumps([name, outcome]), flush=True)
"""

Outcome = str | list[Any]


def outcomes(loader: str, files: dict[str, str], folder: Path) -> dict[str, Outcome]:
    """What becomes of each file in a process of its own: whether all problems have a place, how many they are and their codes; or another error."""
    names = {str(i): name for i, name in enumerate(files)}
    for i, name in names.items():
        (folder / i).write_text(files[name], encoding="utf-8")
    command = [sys.executable, "-c", READ_FILES, loader, str(MEMORY), str(SECONDS_EACH), str(folder), *names]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with contextlib.suppress(subprocess.TimeoutExpired), (folder / "outcomes").open("w") as output:
        subprocess.run(command, stdout=output, env=environment, timeout=SECONDS_TOGETHER, check=False)
    return {names[i]: outcome for i, outcome in map(json.loads, (folder / "outcomes").read_text().splitlines())}


@pytest.mark.parametrize("which", LARGE)
@pytest.mark.slow
def test_large_files_are_refused_soon_and_in_bounded_memory(which: str, tmp_path: Path) -> None:
    """The process may have the memory that Python, its libraries and one file of the largest size need, and no more."""
    files = LARGE[which]()

    found_by_name = outcomes(which.partition(",")[0], files, tmp_path)

    assert found_by_name.keys() == files.keys()
    assert {name: found for name, found in found_by_name.items() if isinstance(found, str) or not all(found)} == {}
    # Names for names for names double at every line, as aliases can.
    names_for_names = {name for name in files if "on each other" in name or "billion" in name}
    assert {tuple(found_by_name[name][2]) for name in names_for_names} <= {("too-large",)}


@pytest.mark.slow
def test_however_many_problems_there_are_all_are_reported(tmp_path: Path) -> None:
    found_by_name = outcomes("libyaml", {name: CLEVER[name] for name in COUNTED}, tmp_path)

    assert found_by_name == {name: [True, count, [code]] for name, (count, code) in COUNTED.items()}


@pytest.mark.slow
def test_the_largest_file_that_is_allowed_is_read() -> None:
    """The limits are for what harms: plain files without anchors are not punished for being long."""
    count = MAX_NODES // 13
    content = HEAD + criteria_of("{risk: yes}", count)

    assert len(loads(content).criteria) == count - 1


# Limits of what files mean: the most that is allowed, and one more


def chain(count: int) -> str:
    return "derived:\n" + YES + numbered("  d%(i)d: {when: {d%(before)d: yes}}\n", count) + using(f"d{count - 1}")


def nested(count: int) -> str:
    """Conditions of ten groups inside each other, each naming the one before it in the innermost."""
    return "derived:\n" + YES + numbered("  d%(i)d: {when: " + "{any: [" * 10 + "{d%(before)d: yes}" + "]}" * 10 + "}\n", count) + using(f"d{count - 1}")


def wide(count: int) -> str:
    """A derived fact that stands for a hundred names, its own among them."""
    parts = "".join(f"{{r{i}: yes}}, " for i in range(1, 100))
    return numbered("  r%(i)d: {type: yes_no}\n", 100) + "derived:\n  d: {when: {all: [" + parts + "]}}\n" + criteria_of("{d: yes}", count)


def examples(count: int, case: str) -> str:
    return CRITERIA.replace("because: B", "because: B, examples: [" + f"{{case: {case}, is: unknown}}, " * count + "]")


def words(count: int) -> str:
    return ", ".join(f"w{i}" for i in range(count))


AT_THE_LIMIT: dict[str, tuple[Callable[[int], str], int]] = {
    "words": (lambda count: HEAD + f"  large: {{type: choice, values: [{words(count)}]}}\n" + CRITERIA, MAX_WORDS),
    "members": (lambda count: HEAD + f"  large: {{type: set, values: [{words(count)}]}}\n" + CRITERIA, MAX_WORDS),
    "bands": (
        lambda count: (
            HEAD
            + MANY_POINTS.replace("10000", str(count - 1))
            + f"derived:\n  bands: {{bands: {{of: many, {', '.join(f'w{i}: [{i}, {i}]' for i in range(count))}}}}}\n"
            + CRITERIA
        ),
        MAX_WORDS,
    ),
    "levels": (lambda count: FILE.replace("low: {title: Low}", "low: {title: Low}, " + ", ".join(f"l{i}: {{title: L}}" for i in range(count - 2))), MAX_LEVELS),
    "derived facts on each other": (lambda count: HEAD + chain(count), MAX_DERIVED_DEPTH),
    "groups in derived facts on each other": (lambda count: HEAD + nested(count), MAX_UNFOLDED_DEPTH // 22 + 1),
    "names": (lambda count: HEAD + wide(count), MAX_UNFOLDED_NAMES // 100),
    "values of facts": (lambda count: HEAD + numbered("  s%(i)d: {type: score, range: [0, 10000]}\n", count + 1) + CRITERIA, MAX_VALUES // 10_001),
    "values in conditions": (lambda count: HEAD + MANY_POINTS + criteria_of("{many: {is_not: %(i)d}}", count + 1), MAX_VALUES // 10_000),
    "values in examples": (lambda count: HEAD + MANY_POINTS + examples(count, "{many: {at_least: 1}}"), MAX_VALUES // 10_000),
}


@pytest.mark.parametrize(("make", "most"), AT_THE_LIMIT.values(), ids=AT_THE_LIMIT.keys())
def test_what_is_at_a_limit_is_read_and_one_more_is_too_large(make: Callable[[int], str], most: int) -> None:
    assert loads(make(most)).id == "hostile"
    assert [code for code, _, _ in found(make(most + 1))] == ["too-large"]


def test_examples_that_take_too_long_to_run_are_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each example runs its criterion and all that is impossible: a file of both is long for its length."""
    monkeypatch.setattr(criteria_reader, "MAX_EXAMPLE_NAMES", 30)
    impossible = "impossible:\n" + numbered("- {id: i%(i)d, when: {points: 7}, because: B}\n", 10)

    assert loads(HEAD + examples(3, "{points: 3}") + impossible).id == "hostile"
    assert found(HEAD + examples(4, "{points: 3}") + impossible) == [("too-large", 11, 174)]


# How many steps names may take to unfold, where that is allowed


def test_groups_inside_groups_have_a_digest_in_which_the_order_of_parts_does_not_show() -> None:
    """Sorting inside sorting doubles the work with each group; this one would take for ever."""
    one, other = (
        HEAD + CRITERIA.replace("{risk: yes}", f"{{any: [{first}, {{all: [{second}, " * 8 + "{risk: no}" + "]}]}" * 8)
        for first, second in (("{risk: yes}", "{points: 3}, {points: 4}"), ("{risk: yes}", "{points: 4}, {points: 3}"))
    )

    assert loads(one).decision_digest == loads(other).decision_digest


@pytest.mark.parametrize("depth", [5, 15, 30])
def test_sums_of_sums_are_answered(depth: int) -> None:
    """Each step of a chain costs the same; it does not double the work."""
    derived = "derived:\n  d0: {sum: [points]}\n" + numbered("  d%(i)d: {sum: [d%(before)d]}\n", depth)

    criteria = loads(HEAD + derived + using(f"d{depth - 1}", "{at_least: 50}"))

    assert criteria.recommend({"points": {"at_least": 60}}).level == "high"
    assert criteria.recommend({"points": {"at_most": 40}}).level == "low"
    assert criteria.recommend({}).possible == ("low", "high")


@pytest.mark.parametrize("depth", [2, 8, 12])
def test_counts_inside_counts_are_answered(depth: int) -> None:
    facts = HEAD + numbered("  f%(i)d: {type: yes_no}\n", depth + 1)
    when = "{risk: yes}"
    for i in range(1, depth + 1):
        when = f"{{exactly: {{count: 1, of: [{{f{i}: yes}}, {when}]}}}}"

    criteria = loads(facts + f"criteria:\n- {{id: risk, requires: high, when: {when}, because: B}}\n")

    assert criteria.recommend({}).possible == ("low", "high")
    assert criteria.recommend({"risk": "yes"} | {f"f{i}": "no" for i in range(1, depth + 1)}).level == "high"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
@pytest.mark.parametrize("called", ["levels", "services", "criteria", "facts"])
def test_no_id_begins_as_a_formula_does(called: str, sign: str) -> None:
    """Ids go into tables, and tables into spreadsheets."""
    named = {"levels": "low", "services": "erp", "criteria": "risky", "facts": "risk"}
    ids = {kind: f"{sign}{name}" if kind == called else name for kind, name in named.items()}
    text = json.dumps(
        {
            "carelevel": 1,
            "id": "plain",
            "version": "1",
            "title": "Plain",
            "levels": {ids["levels"]: {"title": "Low"}, "high": {"title": "High"}},
            "services": {ids["services"]: "A therapy"},
            "facts": {ids["facts"]: {"type": "yes_no"}},
            "criteria": [
                {"id": ids["criteria"], "suggests": "high", "when": {ids["facts"]: "yes"}, "because": "Risk."},
                {"id": "treated", "adds": [ids["services"]], "when": {ids["facts"]: "no"}, "because": "No risk."},
            ],
        }
    )

    with pytest.raises(CriteriaError):
        loads(text)
    assert loads(text.replace(json.dumps(ids[called])[1:-1], named[called])).id == "plain"
