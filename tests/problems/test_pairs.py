"""Every slip is caught, and said as its transcript says; what differs from it by the slip alone passes."""

import ast
import re
from difflib import SequenceMatcher
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

import carelevel
from carelevel.model.problems import Problem
from carelevel.syntax.schema_types import STAND_IN
from carelevel.verify.checks import FINDINGS, is_something_found
from tests.problems.transcripts import HERE, Said, Slip, Transcript, run, slips

SLIPS = slips()
pairs = pytest.mark.parametrize("slip", SLIPS, ids=[slip.name for slip in SLIPS])
SEVERAL = "several-slips"

# Where the place is that of the word which the message quotes first.
AT_THE_WORD = {
    "unknown-key", "unknown-fact", "unknown-level", "unknown-service", "unknown-source", "unknown-criterion", "unknown-notice", "unknown-documentation", "unknown-instrument", "unknown-contradiction", "unknown-part", "unknown-set",
    "repeated-key", "repeated-value", "bad-name", "reserved-word", "derived-fact", "circular", "unused-service", "unused-source",
}  # fmt: skip
# Slips of which no line is the place.
OF_THE_WHOLE_FILE = {"unused-fact-of-an-instrument", "says-nothing-for-nobody"}
NOT_IN_THE_FILE = {"not-found", "outdated", "range-exact", "finished", "other-criteria", "not-kept", "nobody-to-compare", "nothing-shared"}


@pairs
def test_what_is_caught_is_said_as_the_transcript_says(slip: Slip) -> None:
    """When this fails: python -m tests.problems.transcripts, and read the difference."""
    transcript = slip.transcript("caught")

    code, output = run(transcript, slip.folder)

    assert output == transcript.output
    assert code == _exit_code(transcript)


@pairs
def test_what_differs_by_the_slip_alone_passes(slip: Slip) -> None:
    transcript = slip.transcript("passes")

    code, output = run(transcript, slip.folder)

    if slip.has_own_transcript("passes"):
        assert code == 0
        assert output == transcript.output
        assert not _errors(transcript.said)
    elif _is_check(transcript):
        # What is proved about a whole set has more to say of such small ones; that is no slip.
        assert {each.code for each in Transcript(transcript.command, output).said if each.severity != "note"} <= set(FINDINGS) - _codes(slip)
    else:
        assert code == 0


@pairs
def test_a_pair_is_one_slip_apart(slip: Slip) -> None:
    """The file that passes shows how the slip is mended; it does so only when nothing else changes."""
    passes, caught = (list(chain.from_iterable(content.splitlines() for content in slip.files(side).values())) for side in ("passes", "caught"))
    apart = sum(max(end - start, to - at) for what, start, end, at, to in SequenceMatcher(None, passes, caught).get_opcodes() if what != "equal")

    is_in_the_command = slip.transcript("passes").words[1:] != [word.replace("caught", "passes") for word in slip.transcript("caught").words[1:]]
    is_whole = not caught or b"\0" in b"".join(slip.files("caught").values())
    assert apart <= 8 or is_whole or slip.name.startswith(SEVERAL)
    assert apart or is_in_the_command


@pairs
def test_a_slip_is_said_once(slip: Slip) -> None:
    """One slip is one problem: what follows from it is not said as well."""
    said = slip.transcript("caught").said

    if slip.name.startswith(SEVERAL):
        assert len(said) >= 4
        assert len({(each.file, each.line, each.column, each.code) for each in said}) == len(said)
    else:
        allowed = {"wrong-type-a-key-that-is-a-number": 2, "wrong-type-of-a-case": 2, "range-not-exact": 1, "service-never-added": 2}
        assert len(said) == allowed.get(slip.name, 1)
        assert any(slip.name.startswith(each.code) for each in said)


@pairs
def test_the_place_is_where_the_slip_is(slip: Slip) -> None:
    for each in slip.transcript("caught").said:
        if not each.file:
            assert each.code in NOT_IN_THE_FILE or slip.name in OF_THE_WHOLE_FILE
            continue
        line = (slip.folder / each.file).read_text("utf-8", "replace").splitlines()[each.line - 1 :][:1]
        if each.code in AT_THE_WORD and not each.file.endswith(".jsonl"):
            word = re.findall("`([^`]+)`", each.message)[0]
            assert line[0][each.column - 1 :].lstrip("\"'").startswith(word), each


@pairs
def test_a_message_is_one_plain_line(slip: Slip) -> None:
    for each in slip.transcript("caught").said:
        # It ends with the words of the file's author.
        check_wording(each.message.removesuffix(".") if each.code == "impossible" else each.message)
        check_wording(each.hint or "there is none")


def test_every_code_of_the_source_is_in_the_corpus() -> None:
    """A new code needs a pair of files here, and a section in sections.py."""
    assert codes_said() == codes_of_the_source()


def test_every_folder_is_a_slip() -> None:
    folders = [path for path in HERE.iterdir() if path.is_dir() and not path.name.startswith(("_", "."))]

    assert sorted(folders) == [slip.folder for slip in SLIPS]


def check_wording(text: str) -> None:
    """Check a message or a hint against the house style; what stands in backticks is the user's."""
    own = re.sub("`[^`]*`", "``", text)
    assert text.isprintable(), text
    assert text == text.strip(), text
    assert not own[0].isupper(), text
    assert not own.endswith("."), text
    assert text.count("`") % 2 == 0, text
    assert "  " not in own, text
    assert not re.search(r"\b(str|int|bool|float|dict|tuple|NoneType|None|True|False|Mapping|regex|schema|object|instance|node|token|scalar)\b", own), text
    assert STAND_IN not in text, text
    assert not re.search(r"\b(are|of|has|takes) *(;|$)", own), text


@cache
def codes_said() -> set[str]:
    """Return the codes that occur in a transcript of the corpus."""
    return {each.code for slip in SLIPS for side in ("caught", "passes") for each in slip.transcript(side).said}


@cache
def codes_of_the_source() -> set[str]:
    """Return the codes of all problems that the package makes, wherever it makes them."""
    found: set[str] = set()
    for path in Path(carelevel.__file__).parent.rglob("*.py"):
        found |= _codes_in(ast.parse(path.read_text("utf-8")), path.name)
    return found


# Calls that make a problem, and where among their arguments its code is.
_MAKERS = {"Problem": 0, "add": 0, "add_key": 0, "_fail": 0, "_note": 0, "finding": 0, "_superfluous": 1, "refused": 0}
# Codes that are put together: what can stand in the middle of them.
_COMPOSED = {"unknown-{what}": ("fact", "service", "criterion", "level", "notice", "contradiction", "part", "documentation", "section")}


def _codes_in(tree: ast.Module, file: str) -> set[str]:
    found: set[str] = set()
    for function in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]:
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call) and _makes_a_problem(node)):
            place = _MAKERS[_called(call)]
            for code in _values(call.args[place], function):
                assert code is not None or file == "problems.py" or function is tree or _is_passed_on(call.args[place], function), (file, call.lineno)
                found |= {code} if code is not None else set()
    return {code for code in found if re.fullmatch("[a-z]+(-[a-z]+)*", code)}


def _makes_a_problem(call: ast.Call) -> bool:
    name = _called(call)
    owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    return name in _MAKERS and bool(call.args) and (name not in {"add", "add_key"} or owner.endswith("report"))


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _values(code: ast.expr, function: ast.AST) -> list[str | None]:
    match code:
        case ast.Constant(str(text)):
            return [text]
        case ast.IfExp():
            return [*_values(code.body, function), *_values(code.orelse, function)]
        case ast.JoinedStr():
            text = ast.unparse(code)[2:-1]
            return [text.replace("{what}", what) for what in _COMPOSED[text]]
        case ast.Name(name):
            assigned = [value for node in ast.walk(function) if isinstance(node, ast.Assign) for value in _assigned(node, name)]
            return [text for value in assigned for text in _values(value, function)] or [None]
        case _:
            return [None]


def _assigned(node: ast.Assign, name: str) -> list[ast.expr]:
    """Return what an assignment gives to a name, also as one of several."""
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return [item for each, item in zip(target.elts, value.elts, strict=True) if getattr(each, "id", "") == name]
    return [value] if getattr(target, "id", "") == name else []


def _is_passed_on(code: ast.expr, function: ast.AST) -> bool:
    """Return whether a code is that of another problem, or handed through from the function's own arguments; whoever calls it names the code."""
    if isinstance(code, ast.Attribute):
        return code.attr == "code"
    return isinstance(function, ast.FunctionDef) and ast.unparse(code) in {argument.arg for argument in function.args.args}


def _errors(said: list[Said]) -> list[Said]:
    return [each for each in said if each.severity == "error"]


def _codes(slip: Slip) -> set[str]:
    return {each.code for each in slip.transcript("caught").said}


def _is_check(transcript: Transcript) -> bool:
    """Return whether a transcript is of a check of one set, which ends with 1 for what it finds, and not of two sets, which cannot be compared."""
    return transcript.words[0] == "check" and "--agree" not in transcript.words


def _exit_code(transcript: Transcript) -> int:
    if transcript.program == "python":
        return 0
    if _is_check(transcript):
        return 1 if any(is_something_found(Problem(each.code, each.message, each.severity)) for each in transcript.said) else 0
    return 2
