"""The mistakes in this folder, and their messages.

A folder is one mistake. It has `passes.yaml` and `caught.yaml` (or files of another kind, or folders of several files), as similar as possible.
`caught.yaml` begins with a transcript: a command and its whole output.

    # $ carelevel check caught.yaml
    # caught.yaml:9:12: unknown-fact: no fact is called `symptms`
    #   hint: did you mean `symptoms`?
    # caught.yaml: 1 error

For files without comments, and for folders, the transcript is in `transcript.txt` next to them. The command for `passes` is the same, unless it has its
own transcript.

    python -m tests.problems.transcripts    rewrites every transcript; review the difference
"""

import io
import re
import runpy
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from carelevel.cli.main import main
from carelevel.logic import level_diagram
from tests.budgets import without_room

HERE = Path(__file__).parent
ASIDE = "transcript.txt"

_COMMAND = re.compile(r"\$ (?P<program>carelevel|python) (?P<words>[^#]+?)(?:  # with NODES = (?P<nodes>\d+))?")
_SAID = re.compile(
    r"(?:(?P<place>\S+:\d+:\d+): )?"
    r"(?:(?!warning|note)[\w.\[\]]+: (?=[a-z-]+: ))?"  # where no place is known, the keys that lead there
    r"(?:(?P<severity>warning|note): )?(?P<code>[a-z]+(?:-[a-z]+)*): (?P<message>.+)"
)
_COUNTED = re.compile(r"\S+: (?:no problems|(?:\d+ (?:error|warning|note)s?(?:, )?)+)(?:; proofs leave out .*)?")


@dataclass(frozen=True)
class Said:
    """A problem as it is printed."""

    file: str
    line: int
    column: int
    severity: str
    code: str
    message: str
    hint: str


@dataclass(frozen=True)
class Transcript:
    """A command, and its output."""

    command: str
    output: str

    @property
    def words(self) -> list[str]:
        """The words of the command after the name of its program."""
        return self._parts["words"].split()

    @property
    def program(self) -> str:
        """The program that runs it: `carelevel`, or `python` for what only the Python API can do."""
        return self._parts["program"]

    @property
    def nodes(self) -> int:
        """The limit on diagram nodes for this command."""
        return int(self._parts["nodes"] or level_diagram.NODES)

    @property
    def _parts(self) -> re.Match[str]:
        found = _COMMAND.fullmatch(self.command)
        assert found, f"this is no command: {self.command}"
        return found

    @property
    def said(self) -> list[Said]:
        """The problems in the output; every line is a problem, a hint, a witness, or a count."""
        found: list[Said] = []
        for line in self.output.splitlines():
            problem = _SAID.fullmatch(line)
            if line.startswith(("  a case that shows it", "  - id: ", "    ")):
                continue
            if line.startswith("  hint: "):
                found[-1] = Said(*list(vars(found[-1]).values())[:-1], line.removeprefix("  hint: "))
            elif problem:
                file, at, column = (problem["place"] or ":0:0").rsplit(":", 2)
                found.append(Said(file, int(at), int(column), problem["severity"] or "error", problem["code"], problem["message"], ""))
            else:
                assert _COUNTED.fullmatch(line), f"this is no problem: {line}"
        return found


@dataclass(frozen=True)
class Slip:
    """A folder with a pair of files."""

    folder: Path

    @property
    def name(self) -> str:
        """The name of the folder."""
        return self.folder.name

    def side(self, name: str) -> Path:
        """Return the file or folder of one side of the pair: `passes` or `caught`."""
        (found,) = (path for path in self.folder.iterdir() if path.name.partition(".")[0] == name)
        return found

    def files(self, name: str) -> dict[str, bytes]:
        """Return the files of one side by name, without their transcripts."""
        side = self.side(name)
        paths = sorted(side.iterdir()) if side.is_dir() else [side]
        return {path.name: _split(path.read_bytes())[1] for path in paths}

    def transcript(self, name: str) -> Transcript:
        """Return the transcript of one side; without one for `passes`, its output is not checked."""
        aside = self.folder / ASIDE
        side = self.side(name)
        lines = _split(side.read_bytes())[0] if side.is_file() else []
        if name == "caught" and not lines:
            lines = aside.read_text("utf-8").splitlines()
        if lines:
            return Transcript(lines[0], "".join(f"{line}\n" for line in lines[1:]))
        return Transcript(self.transcript("caught").command.partition("  #")[0].replace("caught", "passes"), "")

    def has_own_transcript(self, name: str) -> bool:
        """Return whether one side has its own transcript."""
        return name == "caught" or bool(self.transcript(name).output)


def slips() -> list[Slip]:
    """Return every mistake."""
    return [Slip(path.parent) for path in sorted(HERE.glob("*/caught*"))]


def run(transcript: Transcript, folder: Path) -> tuple[int, str]:
    """Run the command of a transcript in a folder, and return its exit code and output."""
    output = io.StringIO()
    with chdir(folder), redirect_stdout(output), redirect_stderr(output), without_room(transcript.nodes):
        if transcript.program == "python":
            runpy.run_path(transcript.words[0])
            return 0, output.getvalue()
        return main(transcript.words), output.getvalue()


def _split(content: bytes) -> tuple[list[str], bytes]:
    """Return the lines of the transcript at the head of a file, and the rest."""
    if not content.startswith(b"# $ "):
        return [], content
    lines = content.split(b"\n")
    count = next(i for i, line in enumerate([*lines, b""]) if not line.startswith(b"# "))
    return [line.decode()[2:] for line in lines[:count]], b"\n".join(lines[count:])


def _anew(slip: Slip) -> Iterator[tuple[Path, bytes]]:
    """Yield each file with a transcript, with its updated content."""
    for name in ("caught", "passes"):
        if slip.has_own_transcript(name):
            side, transcript = slip.side(name), slip.transcript(name)
            lines = [transcript.command, *run(transcript, slip.folder)[1].splitlines()]
            is_aside = side.is_dir() or not _split(side.read_bytes())[0]
            head = "".join(f"{line}\n" if is_aside else f"# {line}\n" for line in lines).encode()
            yield (slip.folder / ASIDE, head) if is_aside else (side, head + _split(side.read_bytes())[1])


def write() -> int:
    """Rewrite every transcript, in two rounds because places change with the length of a transcript."""
    changed: set[Path] = set()
    for _ in range(2):
        for slip in slips():
            for path, content in _anew(slip):
                if path.read_bytes() != content:
                    path.write_bytes(content)
                    changed.add(path)
    print(f"{len(changed)} transcripts changed")
    return 0


if __name__ == "__main__":
    sys.exit(write())
