"""Messages for text that is not YAML, for readers who do not know YAML, at the place of the mistake.

Each function below recognizes one kind of mistake from the place where the parser stopped and the lines above, and returns None for any other.
"""

import re
from collections.abc import Callable

import yaml

from carelevel.model.frozen import record
from carelevel.model.problems import Place, Problem, quoted
from carelevel.syntax.yaml_slips import ABOUT_ESCAPES, BULLETS

_KEY = re.compile(r"(?P<indent>\s*(?:- +)*)(?P<key>[^\s:#{\[\"'-][^:#{\[]{0,60}):(?P<value>\s.*|)$")
_GLUED_KEY = re.compile(r"\s*(?:- +)*(?P<key>[\w-]{1,60}):(?P<value>[^\s:/].{0,60})")


@record
class _Stop:
    """Where the parser stopped and why; lines and columns count from 0."""

    what: str
    context: str
    line: int
    column: int
    opened: tuple[int, int]
    lines: list[str]

    @property
    def here(self) -> str:
        """The line where it stopped."""
        return self.text(self.line)

    @property
    def character(self) -> str:
        """The character where it stopped, empty at the end of a line."""
        return self.here[self.column : self.column + 1]

    def text(self, line: int) -> str:
        """Return a line without its comment, or empty text after the last line."""
        return re.sub(r"(?:^|\s)#.*", "", self.lines[line]).rstrip() if line < len(self.lines) else ""


@record
class _Mistake:
    message: str
    hint: str
    line: int
    column: int


def syntax_problem(error: yaml.MarkedYAMLError, file: str, text: str) -> Problem:
    """Return the problem that keeps a text from being YAML."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    opened = (error.context_mark.line, error.context_mark.column) if error.context_mark else (line, column)
    stop = _Stop(str(error.problem or ""), str(error.context or ""), line, column, opened, text.splitlines())
    mistake = next((mistake for mistake in (known(stop) for known in _KNOWN) if mistake is not None), None)
    if mistake is None:
        hint = "check brackets, quotation marks and the indentation, in this line and in the one above"
        mistake = _Mistake("this line cannot be read", hint, line, column)
    return Problem("not-yaml", mistake.message, place=Place(file, mistake.line + 1, mistake.column + 1), hint=mistake.hint)


def _directive(stop: _Stop) -> _Mistake | None:
    is_one = stop.here.startswith("%") and "directive" in f"{stop.what} {stop.context}"
    return _Mistake("a line cannot begin with % here", "delete the line", stop.line, 0) if is_one else None


def _tab(stop: _Stop) -> _Mistake | None:
    indent = re.match(r"\s*", stop.here)
    tab = indent[0].find("\t") if indent else -1
    return None if tab < 0 else _Mistake("this line begins with a tab", "indent with spaces", stop.line, tab)


def _open_quote(stop: _Stop) -> _Mistake | None:
    if "end of stream" not in stop.what or "quoted" not in stop.context:
        return None
    return _Mistake("the quotation mark that opens here is never closed", "close it at the end of the text", *stop.opened)


def _escape(stop: _Stop) -> _Mistake | None:
    if not ("escape" in stop.what or "hex" in stop.what):
        return None
    return _Mistake(*ABOUT_ESCAPES, *stop.opened)


def _bracket(stop: _Stop) -> _Mistake | None:
    """Recognize a bracket that is not closed, and text in brackets that needs quotation marks."""
    if "expected ',' or" not in stop.what:
        return None
    line, column = stop.opened
    opener = stop.lines[line][column : column + 1]
    if stop.character in {"}", "]"}:
        return _Mistake(
            f"{quoted(stop.character)} does not close the {quoted(opener)} before it", "brackets close in the order in which they open", stop.line, stop.column
        )
    if stop.line > line and _indent(stop.here) <= _indent(stop.lines[line]):
        return _Mistake(f"the {quoted(opener)} that opens here is never closed", f"close it with {quoted('}' if opener == '{' else ']')}", line, column)
    if stop.character == ":":
        return _Mistake("there is a second colon in this entry", "put quotation marks around text that has a colon", stop.line, stop.column)
    return _Mistake(
        "a comma is missing here", "put a comma between two entries, and quotation marks around text that has special signs", stop.line, stop.column
    )


def _first_sign(stop: _Stop) -> _Mistake | None:
    """Recognize text that begins with a character that has a special meaning in YAML."""
    hint = "put quotation marks around the text"
    if "cannot start any token" in stop.what:
        sign = "a backtick" if stop.character == "`" else quoted(stop.character)
        return _Mistake(f"text cannot begin with {sign}", hint, stop.line, stop.column)
    if "mapping keys are not allowed" in stop.what:
        return _Mistake(f"text cannot begin with {quoted('?')} and a space", hint, stop.line, stop.column)
    if "block scalar" in stop.context:
        sign = stop.lines[stop.opened[0]][stop.opened[1] : stop.opened[1] + 1]
        hint = "begin the text in the next line, indented; or put quotation marks around all of it"
        return _Mistake(f"nothing else can follow {quoted(sign)} in its line", hint, *stop.opened)
    star = re.search(r":\s+(\*\S*)\s*$", stop.here[: stop.column])
    return _Mistake(f"text cannot begin with {quoted('*')}", hint, stop.line, star.start(1)) if star else None


def _list_behind_key(stop: _Stop) -> _Mistake | None:
    if "sequence entries are not allowed" not in stop.what:
        return None
    hint = "begin the list in the next line, or write [one, two]; put quotation marks around text that begins with a dash"
    return _Mistake("a list cannot begin in the line of its key", hint, stop.line, stop.column)


def _line_without_key(stop: _Stop) -> _Mistake | None:
    """Recognize a line without a colon that should be `key: value`."""
    return _no_key(stop, *stop.opened) if "could not find expected ':'" in stop.what else None


def _no_key(stop: _Stop, line: int, column: int) -> _Mistake:
    text = stop.text(line)
    glued = _GLUED_KEY.match(text)
    if glued:
        return _glued(glued, line)
    if text[column : column + 1] in BULLETS:
        return _bullet(line, column)
    if text[column : column + 1] == "-":
        return _Mistake("a space is missing after the dash", "a list item begins with a dash and a space", line, column)
    hint = "write `key: value`; to continue the text above, indent this line further than its key"
    return _Mistake("there is no colon in this line", hint, line, column)


def _glued(found: re.Match[str], line: int) -> _Mistake:
    key, value = found["key"], found["value"]
    return _Mistake(f"a space is missing after the colon of {quoted(key)}", f"write {quoted(f'{key}: {value}')}", line, found.start("key"))


def _bullet(line: int, column: int) -> _Mistake:
    return _Mistake("a list item must begin with a plain dash and a space", "retype the dash as `-`", line, column)


def _colon(stop: _Stop) -> _Mistake | None:
    """Recognize a misplaced colon: in text, in a line indented too far, or below a line without one."""
    if "mapping values are not allowed" not in stop.what:
        return None
    before = stop.here[: stop.column]
    glued = _GLUED_KEY.match(before)
    if glued:
        return _glued(glued, stop.line)
    key = re.match(r"\s*(?:- +)*([\w-]+):\s", before)
    if key and re.search("[“”„‘’]", before):
        return _Mistake("there is a second colon in this line", "type straight quotation marks around the text, not curly ones", stop.line, stop.column)
    if key:
        hint = f"put quotation marks around text that has a colon; or write the value of {quoted(key[1])} in the next line, indented"
        return _Mistake("there is a second colon in this line", hint, stop.line, stop.column)
    return _below(stop, before)


def _below(stop: _Stop, before: str) -> _Mistake | None:
    """Return the mistake in a line with a key that does not fit below the line above it."""
    column = _indent(before)
    item = _item_above(stop)
    if item is not None:
        return _no_key(stop, *item)
    found = _key_above(stop)
    if found is None:
        return _no_key(stop, 0, _indent(stop.text(0))) if stop.line else None
    line, above = found
    wanted = len(above["indent"])
    between = next((n for n in range(line + 1, stop.line) if stop.text(n).strip()), None)
    if between is not None and (not above["value"].strip() or _indent(stop.text(between)) <= wanted):
        return _no_key(stop, between, _indent(stop.text(between)))
    if between is not None:
        return _Mistake("there is a colon in a text of several lines", "put quotation marks around the whole text", stop.line, stop.column)
    hint = f"start it in the same column as {quoted(above['key'])}; or, if it continues the text above, put quotation marks around the whole text"
    return _Mistake(
        f"{quoted(before.strip(' -'))} is indented further than {quoted(above['key'])} above it, which already has a value", hint, stop.line, column
    )


def _item_above(stop: _Stop) -> tuple[int, int] | None:
    """Return the line above and the column of its text, if it is a list item without a key."""
    line = next((n for n in range(stop.line - 1, -1, -1) if stop.text(n).strip()), 0)
    begins = re.match(r"\s*(?:- +)*", stop.text(line))
    assert begins is not None
    rest = stop.text(line)[begins.end() :]
    is_item = rest[:1] == "-" or ("-" in begins[0] and rest[:1] not in {*"{[\"'"} and not _KEY.match(stop.text(line)))
    return (line, begins.end()) if stop.line and is_item else None


def _key_above(stop: _Stop) -> tuple[int, re.Match[str]] | None:
    """Return the nearest line above with a key, and its parts."""
    found = ((line, _KEY.match(stop.text(line))) for line in range(stop.line - 1, -1, -1))
    return next(((line, match) for line, match in found if match), None)


def _in_a_list(stop: _Stop) -> _Mistake | None:
    """Recognize a line in a list that does not begin with a dash."""
    if "block collection" not in stop.context:
        return None
    column = _indent(stop.here)
    if re.match("- |-$", stop.here[column:]):
        return _Mistake("this list item is not indented like those above", "start its dash in the same column as theirs", stop.line, column)
    if stop.here[column : column + 1] in {"-", *BULLETS}:
        return _no_key(stop, stop.line, column)
    above = _key_above(stop)
    is_inside = above is not None and above[0] >= stop.opened[0]
    indent = f"start it in the same column as {quoted(above[1]['key'])}" if above and is_inside else "indent it like the lines above"
    if column == stop.opened[1]:
        hint = f"put a dash and a space before it if a new item begins here; if not, {indent}"
        return _Mistake("this line is in a list but has no dash", hint, stop.line, column)
    return _Mistake("this line is not indented like the lines above", indent, stop.line, column)


def _in_a_mapping(stop: _Stop) -> _Mistake | None:
    """Recognize a line among keys that is not a key."""
    if "block mapping" not in stop.context:
        return None
    before = stop.here[: stop.column].rstrip()
    if stop.character in {"}", "]"}:
        return _Mistake(f"there is an extra {quoted(stop.character)}", "each closing bracket needs an opening one", stop.line, stop.column)
    if before[-1:] in {'"', "'"}:
        if before.count(before[-1]) % 2:
            opener = _opened_above(stop, before[-1])
            if opener is not None:
                return _Mistake("the quotation mark that opens here is not closed in its line", "close it at the end of the text", *opener)
        hint = "put the other kind of quotation marks around the whole text; or close the one that is open in a line above"
        return _Mistake("a text goes on after its closing quotation mark", hint, stop.line, stop.column)
    if before[-1:] in {"}", "]"}:
        hint = "take it out, or begin it in the next line"
        return _Mistake(f"there is text after the {quoted(before[-1])} that closes this entry", hint, stop.line, stop.column)
    if stop.here.lstrip().startswith("- "):
        first = stop.text(stop.line - 1)
        if first.lstrip()[:1] in {"{", "["} and 0 <= _indent(first) - _indent(stop.here) <= 2:
            return _Mistake("this line is in a list but has no dash", "put a dash and a space before it", stop.line - 1, _indent(first))
        return _Mistake("there is a list item among keys", "indent it below the key it belongs to, which can have no other value", stop.line, stop.column)
    return _Mistake("this line is not indented like the lines above", "start all keys of one mapping in the same column", stop.line, stop.column)


def _opened_above(stop: _Stop, sign: str) -> tuple[int, int] | None:
    """Return the nearest opening quotation mark above that its line does not close."""
    for line in range(stop.line - 1, -1, -1):
        if stop.lines[line].count(sign) % 2:
            found = re.search(rf"(?:: +|- +|^ *){sign}", stop.lines[line])
            return (line, found.end() - 1) if found else None
    return None


def _nothing(stop: _Stop) -> _Mistake | None:
    if "node content" not in stop.what:
        return None
    sign = quoted(stop.character) if stop.character else "the end of the line"
    hint = "take out the extra comma or bracket, or put quotation marks around text that begins with it"
    return _Mistake(f"something is missing before {sign}", hint, stop.line, stop.column)


def _first_line(stop: _Stop) -> _Mistake | None:
    if "document start" not in stop.what or stop.column > _indent(stop.here):
        return None
    return _Mistake("this line begins further left than the first line of the file", "begin the first key at the left margin", stop.line, stop.column)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


_KNOWN: tuple[Callable[[_Stop], _Mistake | None], ...] = (
    _directive,
    _tab,
    _open_quote,
    _escape,
    _bracket,
    _first_sign,
    _list_behind_key,
    _line_without_key,
    _colon,
    _in_a_list,
    _in_a_mapping,
    _nothing,
    _first_line,
)
