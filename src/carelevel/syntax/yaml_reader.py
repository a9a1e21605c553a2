"""Reading YAML text as plain values with their places.

Scalars are those of YAML 1.2; PyYAML parses, within limits. The result has only mappings with text keys, lists, text, numbers, true, false and null.
Everything else in YAML is rejected with its place: tags, merge keys, several documents, repeated keys, endless or exploding aliases.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from carelevel.model.frozen import FrozenDict, record
from carelevel.model.problems import CriteriaError, Path, Place, Problem, Report, quoted
from carelevel.syntax.limits import MAX_BYTES, MAX_DEPTH, MAX_DIGITS, MAX_NODES, MAX_TEXT
from carelevel.syntax.yaml_slips import ABOUT_ESCAPES, BULLETS

# libyaml is about twenty times faster; wheels of PyYAML include it.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# libyaml looks this many characters ahead for a colon before it returns a bracket, and gives up on as many nested brackets.
LOOKAHEAD = 1_000
_GIVES_UP = "exceeded maximum nesting depth"

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
_LIKE_JSON = re.compile(r"""\s*[\[{]\s*[\[{"]""")
_ESCAPE = re.compile(r"\\(?:(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})|.)", re.DOTALL)
_QUOTE = re.compile(r'(?<!\\)(?:\\\\)*"')
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_ODD_DIRECTIVE = re.compile(r"^%(?!(?:YAML|TAG)\s)", re.MULTILINE)
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


_TWICE = "keep one of them, or combine the two"


def _twice(name: str, value: object) -> str:
    """Return the hint for a key that appears twice: two groups of a kind can stand side by side in a list."""
    if isinstance(value, list) and name == "any":
        return "where both groups have to be met, write all: [{any: [...]}, {any: [...]}]"
    if isinstance(value, list) and name in {"all", "none"}:
        return f"put the parts of both into one list: {name}: [...]"
    if isinstance(value, dict) and name in {"at_least", "at_most", "exactly"}:
        return f"where both counts have to be right, write all: [{{{name}: {{...}}}}, {{{name}: {{...}}}}]"
    return _TWICE


# Instead of a pending key, for a list.
_IN_A_LIST = "", 0, 0

# The keys of every scalar.
_NO_KEYS: dict[str, tuple[int, int]] = FrozenDict()


class Node:
    """A value with its place. `data` is the plain value; `children` are the nodes of a mapping or list."""

    __slots__ = ("children", "column", "data", "flow", "height", "keys", "line", "open", "size", "text")

    # Written out for speed, since there is one for every word of a file.
    def __init__(self, line: int, column: int, data: Any = None, text: str = "", children: Any = None) -> None:
        self.line = line
        self.column = column
        self.data = data
        self.text = text
        self.children = children
        self.keys = _NO_KEYS if children is None else {}
        self.size = self.height = 1
        self.open = self.flow = False

    def child(self, step: str | int) -> "Node | None":
        """Return the node under a key or at a position, or None."""
        if isinstance(self.children, dict):
            found: Node | None = self.children.get(step)
            return found
        if isinstance(self.children, list) and isinstance(step, int) and 0 <= step < len(self.children):
            at: Node = self.children[step]
            return at
        return None


@record
class Document:
    """A file as plain values, with the place of each part, and whether it has a null."""

    file: str
    root: Node
    has_nulls: bool = True

    @property
    def data(self) -> Any:
        """The plain value."""
        return self.root.data

    def node(self, path: Path) -> Node:
        """Return the node at a path, or the nearest one above it; steps that lead nowhere are skipped."""
        node = self.root
        for step in path:
            node = node.child(step) or node
        return node

    def exact(self, path: Path) -> Node | None:
        """Return the node at a path, or None."""
        node: Node | None = self.root
        for step in path:
            node = node and node.child(step)
        return node

    def place(self, path: Path) -> Place:
        """Return the place of the value at a path."""
        node = self.node(path)
        return Place(self.file, node.line, node.column)

    def place_of_key(self, path: Path) -> Place:
        """Return the place of the key that ends a path."""
        parent = self.node(path[:-1])
        place = parent.keys.get(str(path[-1])) if path else None
        return Place(self.file, *place) if place else self.place(path)

    def nulls(self) -> Iterator[Path]:
        """Yield the path of every null, except in cases, where null means unknown."""
        todo: list[tuple[Path, Node]] = [((), self.root)] if self.has_nulls else []
        while todo:
            path, node = todo.pop()
            if node.data is None:
                yield path
            elif isinstance(node.children, dict):
                # A case is in an item of a list; a fact or a level can also be called `case`.
                is_item = bool(path) and isinstance(path[-1], int)
                todo += [((*path, key), child) for key, child in node.children.items() if not (is_item and key in {"case", "cases"})]
            elif isinstance(node.children, list):
                todo += [((*path, i), child) for i, child in enumerate(node.children)]

    def located(self, report: Report) -> list[Problem]:
        """Return the problems of a report with their places."""
        return [problem.at(self.place_of_key(problem.path) if i in report.on_keys else self.place(problem.path)) for i, problem in enumerate(report.problems)]


def read_yaml(content: bytes | str, file: str) -> tuple[Document, list[Problem]]:
    """Return YAML text as a document, and the problems after which reading could go on.

    Raises:
        CriteriaError: it is not YAML, or exceeds a limit.
    """
    text = _with_joined_surrogates(decoded(content, file))
    builder = _Builder(file, text)
    loader = LOADER(text)
    try:
        takers, get_event = builder.takers, loader.get_event
        while (event := get_event()) is not None:
            # By exact type for speed: a file has thousands.
            if take := takers.get(type(event)):
                take(event)
    except yaml.MarkedYAMLError as error:
        if error.problem_mark and _GIVES_UP in str(error.problem):
            # With half as many brackets, libyaml returns the first ones, which exceed the limit.
            return read_yaml(text[: error.problem_mark.index - LOOKAHEAD // 2], file)
        from carelevel.syntax.yaml_errors import syntax_problem

        raise CriteriaError([*builder.problems, _within_text(syntax_problem(error, file, text), text)]) from error
    except (yaml.YAMLError, OverflowError, ValueError, RecursionError) as error:
        from carelevel.syntax.yaml_errors import syntax_problem

        raise CriteriaError([*builder.problems, syntax_problem(_as_in_libyaml(loader, text), file, text)]) from error
    finally:
        loader.dispose()
    if builder.root is None:
        raise CriteriaError([Problem("not-yaml", "the file is empty", place=Place(file, 1, 1))])
    return Document(file, builder.root, builder.has_nulls), builder.problems


def _as_in_libyaml(loader: Any, text: str) -> yaml.MarkedYAMLError:
    """Return the error of libyaml for input on which the pure Python loader fails differently.

    That is an escape beyond Unicode, or a number in a directive.
    """
    here = loader.get_mark()
    if text[here.index - here.column : here.index].startswith("%"):
        return yaml.MarkedYAMLError("while scanning a directive", here, "found extremely long version number", here)
    opening = max((found.end() - 1 for found in _QUOTE.finditer(text, 0, here.index)), default=here.index)
    line, column = _position(text[:opening])
    return yaml.MarkedYAMLError("while parsing a quoted scalar", yaml.Mark("", opening, line - 1, column - 1, None, 0), "found an escape", here)


def is_text(plain: str) -> bool:
    """Return whether YAML 1.2 reads a scalar without quotation marks as text."""
    return plain not in _WORDS and not _INTEGER.match(plain) and not _FLOAT.match(plain)


def decoded(content: bytes | str, file: str) -> str:
    """Return content as text, or raise an error at the first invalid byte or character."""
    is_text = isinstance(content, str) and not content.isascii()
    if len(content) > MAX_BYTES or (is_text and len(str(content).encode("utf-8", "replace")) > MAX_BYTES):
        _fail("too-large", Place(file, 1, 1), f"the file is larger than {MAX_BYTES:,} bytes")
    if isinstance(content, bytes):
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            before = content[: error.start].decode("utf-8").removeprefix("\ufeff")
            _fail("not-yaml", Place(file, *_position(before)), "the file is not UTF-8 text", "save it as UTF-8")
    else:
        text = content
    text = text.removeprefix("\ufeff")
    bad = _NOT_TEXT.search(text)
    if bad:
        _fail("not-yaml", Place(file, *_position(text[: bad.start()])), f"the character U+{ord(bad.group()):04X} is not allowed in a text file")
    return text


def _with_joined_surrogates(text: str) -> str:
    """Return JSON text with surrogate pairs joined into single escapes, as in YAML."""
    if "\\" not in text or "\\ud" not in text.casefold() or not _LIKE_JSON.match(text):
        return text
    return _ESCAPE.sub(_joined_surrogate, text)


def _joined_surrogate(found: re.Match[str]) -> str:
    if not found[1]:
        return found[0]
    character = bytes.fromhex(found[0].replace("\\u", "")).decode("utf-16-be")
    return f"\\U{ord(character):08x}"


def _within_text(problem: Problem, text: str) -> Problem:
    """Return a problem with its place inside the text; libyaml can report the line after the last."""
    last = Place(problem.place.file, *_position(text)) if problem.place else None
    return problem.at(last) if problem.place and last and last < problem.place else problem


def _position(before: str) -> tuple[int, int]:
    lines = _LINE_BREAK.split(before)
    return len(lines), len(lines[-1]) + 1


def _fail(code: str, place: Place, message: str, hint: str | None = None) -> NoReturn:
    raise CriteriaError([Problem(code, message, place=place, hint=hint)])


class _Builder:
    """Builds nodes from events, one event at a time, without recursion."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.problems: list[Problem] = []
        self.nodes = 0
        self.has_nulls = False
        self._documents = 0
        self._anchors: dict[str, Node] = {}
        # Values of plain scalars seen so far: the same words are repeated many times.
        self._words: dict[str, Any] = dict(_WORDS)
        # Open mappings and lists, with the list of documents at the bottom.
        self._open = [Node(0, 0, [], "", [])]
        # For each open mapping the key whose value comes next; for each list a marker.
        self._keys: list[tuple[str, int, int] | None] = [_IN_A_LIST]
        self.takers: dict[type[Event], Callable[[Any], None]] = {
            ScalarEvent: self._scalar,
            MappingStartEvent: self._start,
            MappingEndEvent: self._end,
            SequenceStartEvent: self._start,
            SequenceEndEvent: self._end,
            AliasEvent: self._alias,
            DocumentStartEvent: self._document,
        }

    @property
    def root(self) -> Node | None:
        """The value of the document."""
        return next(iter(self._open[0].children), None)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._fail("yaml-feature", event, "a file holds one document; a second one starts here")
        if event.tags:
            self._fail("yaml-feature", event, "tags are not allowed")
        # libyaml rejects both of these itself.
        start, end = event.start_mark, event.end_mark
        odd = _ODD_DIRECTIVE.search(self.text, start.index, end.index)
        if odd or (event.version and tuple(event.version) > (1, 2)):
            place = Place(self.file, *_position(self.text[: odd.start()])) if odd else Place(self.file, start.line + 1, start.column + 1)
            self.problems.append(Problem("not-yaml", "a line cannot begin with % here", place=place, hint="delete the line"))
            raise CriteriaError(self.problems)

    def _scalar(self, event: Any) -> None:
        text, mark = event.value, event.start_mark
        if not event.implicit[0] or event.style or event.anchor is not None or event.tag is not None or len(text) > MAX_TEXT:
            self._special_scalar(event)
            return
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._too_many(event)
        if text in self._words:
            data = self._words[text]
        else:
            data = self._words[text] = self._resolved(event)
        if self._keys[-1] is None and type(data) is str and text.isascii() and text[0] not in "-<":
            # Nearly every key comes here and needs no node.
            self._keys[-1] = text, mark.line + 1, mark.column + 1
            return
        if data is None:
            self.has_nulls = True
        self._attach(Node(mark.line + 1, mark.column + 1, data, text), event, is_empty=not text)

    def _special_scalar(self, event: Any) -> None:
        """Read a scalar with quotation marks, an anchor or a tag."""
        text, mark = event.value, event.start_mark
        plain = event.implicit[0] and not event.style
        if len(text) > MAX_TEXT:
            self._fail("too-large", event, f"a text is longer than {MAX_TEXT:,} characters")
        if event.tag is not None:
            self._note("yaml-feature", event, f"the tag {quoted(event.tag)} is not allowed", "put quotation marks around text that begins with !")
        if event.style == '"':
            text = self._printed(event)
        data = self._resolved(event) if plain else text
        self.has_nulls |= data is None
        self._place_node(Node(mark.line + 1, mark.column + 1, data, text), event, is_empty=plain and not text)

    def _printed(self, event: ScalarEvent) -> str:
        """Return the text of a quoted scalar, rejecting escapes of characters that files cannot contain."""
        bad = _NOT_TEXT.search(event.value)
        if bad and "\ud800" <= bad.group() <= "\udfff":
            # libyaml rejects this earlier.
            self._fail("not-yaml", event, *ABOUT_ESCAPES)
        if bad:
            self._note("not-yaml", event, f"the character U+{ord(bad.group()):04X} is not allowed in text, not even as an escape")
        return _NOT_TEXT.sub("\ufffd", event.value)

    def _resolved(self, event: ScalarEvent) -> Any:
        """Return the value of a plain scalar in YAML 1.2: null, true, false, a number or text."""
        text = event.value
        if text in _WORDS:
            return _WORDS[text]
        first = text[0]
        if not (first.isdigit() or first in "+-."):
            return text
        if _INTEGER.match(text):
            if len(text) > MAX_DIGITS:
                self._fail("too-large", event, f"a number has more than {MAX_DIGITS} digits")
            return int(text)
        if _FLOAT.match(text):
            if len(text) > 2 * MAX_DIGITS:
                self._fail("too-large", event, f"a number has more than {2 * MAX_DIGITS} digits")
            return float(text)
        return text

    def _alias(self, event: Any) -> None:
        node = self._anchors.get(str(event.anchor))
        if node is None:
            hint = f'put quotation marks around text that begins with *: "*{quoted(event.anchor)[1:-1]}"'
            self._fail("not-yaml", event, f"{quoted(f'*{event.anchor}')} repeats a part that is not in this file", hint)
        if node.open:
            self._fail("yaml-feature", event, f"the alias {quoted(event.anchor)} is inside the part it repeats")
        if len(self._open) + node.height > MAX_DEPTH + 1:
            self._fail("too-large", event, f"mappings and lists are nested more than {MAX_DEPTH} deep")
        self.nodes += node.size
        if self.nodes > MAX_NODES:
            self._too_many(event)
        self._attach(node, event)

    def _start(self, event: Any) -> None:
        if len(self._open) > MAX_DEPTH:
            self._fail("too-large", event, f"mappings and lists are nested more than {MAX_DEPTH} deep")
        if event.tag is not None:
            self._note("yaml-feature", event, f"the tag {quoted(event.tag)} is not allowed", "leave it out")
        is_map = type(event) is MappingStartEvent
        mark: Any = event.start_mark
        node = Node(mark.line + 1, mark.column + 1, {}, "", {}) if is_map else Node(mark.line + 1, mark.column + 1, [], "", [])
        node.open, node.flow = True, bool(event.flow_style)
        self._place_node(node, event)
        self._open.append(node)
        self._keys.append(None if is_map else _IN_A_LIST)

    def _end(self, _: Event) -> None:
        self._keys.pop()
        node = self._open.pop()
        node.open = False
        if not self._anchors:
            # Without anchors no alias can repeat this node or a part around it.
            return
        children = node.children.values() if isinstance(node.children, dict) else node.children
        for child in children:
            node.size += child.size
            node.height = max(node.height, child.height + 1)

    def _place_node(self, node: Node, event: Any, *, is_empty: bool = False) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._too_many(event)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        self._attach(node, event, is_empty=is_empty)

    def _too_many(self, event: Event) -> NoReturn:
        self._fail("too-large", event, f"the file has more than {MAX_NODES:,} parts; parts repeated by aliases count each time")

    def _attach(self, node: Node, event: Event, *, is_empty: bool = False) -> None:
        """Add a node to its parent, or keep it as the key of the next node."""
        parent = self._open[-1]
        key = self._keys[-1]
        if key is _IN_A_LIST:
            parent.children.append(node)
            parent.data.append(node.data)
            return
        if key is None:
            self._keys[-1] = self._key(node, event)
            return
        self._keys[-1] = None
        name, line, column = key
        if name in parent.children:
            first = parent.keys[name][0]
            hint = _twice(name, node.data)
            self.problems.append(
                Problem("repeated-key", f"{quoted(name)} appears twice; the first one is in line {first}", place=Place(self.file, line, column), hint=hint)
            )
            return
        if is_empty and parent.flow:
            self.problems.append(_without_value(name, Place(self.file, line, column)))
        parent.children[name] = node
        parent.keys[name] = (line, column)
        parent.data[name] = node.data

    def _key(self, node: Node, event: Event) -> tuple[str, int, int]:
        if isinstance(node.data, (dict, list)):
            self._fail("wrong-type", event, "a key must be text, not a mapping or a list", "check for an extra bracket or brace")
        mark: Any = event.start_mark
        if isinstance(node.data, str):
            self._check_lookalikes(node.text, event)
        if node.text == "<<" and not isinstance(node.data, dict):
            self._note("yaml-feature", event, "merge keys are not allowed", "write the keys out")
        elif not isinstance(node.data, str):
            hint = f'put quotation marks around it: "{node.text}"' if node.text else None
            self._note("wrong-type", event, f"a key must be text; found {quoted(node.text or 'nothing')}", hint)
        return node.text, mark.line + 1, mark.column + 1

    def _check_lookalikes(self, key: str, event: Event) -> None:
        """Reject a key with characters that only look like a space or a dash.

        The structure of the file is not what its author sees.
        """
        if key.isascii() and not key.startswith("-"):
            return
        odd = next((c for c in key if c != " " and unicodedata.category(c) == "Zs"), None)
        if odd is not None:
            self._fail("not-yaml", event, f"the character U+{ord(odd):04X} looks like a space but is not one", "retype the spaces in this line")
        if key and key[0] in BULLETS:
            self._fail("not-yaml", event, "a list item must begin with a plain dash and a space", "retype the dash as `-`")
        if re.match("-[^-0-9]", key):
            self._fail("not-yaml", event, "a space is missing after the dash", "a list item begins with a dash and a space")

    def _note(self, code: str, event: Event, message: str, hint: str | None = None) -> None:
        mark: Any = event.start_mark
        self.problems.append(Problem(code, message, place=Place(self.file, mark.line + 1, mark.column + 1), hint=hint))

    def _fail(self, code: str, event: Event, message: str, hint: str | None = None) -> NoReturn:
        self._note(code, event, message, hint)
        raise CriteriaError(self.problems)


def _without_value(name: str, place: Place) -> Problem:
    hint = "a comma inside {...} begins a new key: put quotation marks around text that has commas, or write null for what is unknown"
    before, colon, after = name.partition(":")
    if colon and after:
        hint = f"put a space after the colon: {quoted(f'{before}: {after}')}"
    return Problem("missing-value", f"{quoted(name)} has no value", place=place, hint=hint)
