"""Prints docs/problems.md from the examples in this folder, each with the output of running it.

python -m tests.problems.page            writes it
python -m tests.problems.page --check    exits with 1 if the written page is stale
"""

import difflib
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.problems.sections import SECTIONS, TOPICS, Section
from tests.problems.transcripts import HERE, Said, Slip, Transcript, run, slips

PAGE = HERE.parents[1] / "docs" / "problems.md"
CLINIC = "clinic.yaml"
FIRST = "unknown-fact"

OPENING = """\
# Problems

<!-- Printed from tests/problems by `python -m tests.problems.page`. Change it there. -->

carelevel checks a whole file and reports all problems together. Each problem has a place, says what is allowed, and has a hint where carelevel can
guess what was meant. A problem looks like this:

```text
{example}```

It shows the file, the line and the column; the code, which this page explains; then what is wrong and what is allowed. Words from the file are in
backticks. A problem with `warning:` does not keep the file from being used, and one with `note:` needs no change; all others are errors.
A finding [about everyone](#never-met) stays open until it is fixed or accepted, even if it is a warning.

Every example below is a whole file. Save it and run the command to see the same output. Examples with a case or vignettes use the file
[clinic.yaml](#the-clinic-of-the-examples) at the end of this page.

## Where problems are reported

| | where the problems are | exit code |
| --- | --- | --- |
| `carelevel check` | on standard output, as its result | 1 for an error or an open finding about everyone, with `--strict` also for any other warning; otherwise 0 |
| all other commands | on standard error, as the reason why the command stops | 2 |
| `carelevel.load`, `loads` | `problems` of the `CriteriaError`; warnings are in `warnings` of the criteria | |
| `recommend` and all other questions about a case | `problems` of the `CaseError` | |
| `carelevel.check` | the list it returns | |

For programs, `carelevel check --format json` prints a list with one object per problem, and `Problem.to_dict()` returns the same object. Programs may rely
on the codes; the wording of messages can change.

```json
{json}
```

`path` gives the keys and positions that lead to the place. `witness` is a case that shows the finding, or a list of two. To accept a finding that is
intended, list it in the file under `accept`, with a reason and, if it should be reviewed, a last day.

## Contents
"""

CLOSING = """
## The clinic of the examples

The cases and vignettes in the examples use these criteria, in a file `clinic.yaml` next to them.

```yaml
{clinic}```
"""


def printed() -> str:
    """Return the page."""
    every = {slip.name: slip for slip in slips()}
    example, as_json = _first(every[FIRST])
    contents = "\n\n".join(f"**{topic}**: " + ", ".join(f"[{each.code}](#{each.code})" for each in of_topic) for topic, of_topic in TOPICS.items())
    sections = "\n".join(_section(section, every) for section in SECTIONS)
    clinic = (HERE / CLINIC).read_text("utf-8").partition("\n")[2]
    return OPENING.format(example=example, json=as_json) + f"\n{contents}\n\n{sections}" + CLOSING.format(clinic=clinic)


def _first(slip: Slip) -> tuple[str, str]:
    """Return the output for the first example, as text without the count and as JSON."""
    shown = _shown(slip, "caught")
    output = _output(slip, "caught", Transcript(shown.command.replace("check", "check --format json"), ""))
    return "".join(shown.output.splitlines(keepends=True)[:-1]), json.dumps(json.loads(output), indent=1, ensure_ascii=False)


def _section(section: Section, every: dict[str, Slip]) -> str:
    slip = every[section.slip]
    shown = _shown(slip, section.side)
    blocks = [f"## {section.code}", section.means]
    for name, content in _files(slip, section.side).items():
        blocks += [f"`{name}`:"] if len(_files(slip, section.side)) > 1 else []
        blocks += [_fenced(_kind(name), content)]
    blocks += [_fenced("console", f"{shown.command}\n{shown.output}"), section.mend]
    mended = _mended(slip) if section.side == "caught" and not section.code.startswith("range") else ""
    blocks += [_fenced("diff", mended)] if mended else []
    others = dict.fromkeys(_others(section, every.values()))
    blocks += ["Other problems with this code:", "\n".join(f"- {other}" for other in others)] if others else []
    return "\n\n".join(blocks) + "\n"


def _others(section: Section, every: Iterable[Slip]) -> Iterator[str]:
    """Yield the other messages with a code."""
    shown = {each.message for each in _said(section)}
    for slip in every:
        for each in slip.transcript("caught").said:
            if each.code == section.code and each.message not in shown and not slip.name.startswith("several-slips"):
                yield _escaped(each.message) + (f" (hint: {_escaped(each.hint)})" if each.hint else "")


def _said(section: Section) -> list[Said]:
    """Return the problems of an example."""
    return Slip(HERE / section.slip).transcript(section.side).said


def _escaped(text: str) -> str:
    """Return a message as Markdown, with special characters outside backticks escaped."""
    parts = text.split("`")
    for i in range(0, len(parts), 2):
        for sign in ("\\", "*", "_", "[", "]", "<", ">", "#"):
            parts[i] = parts[i].replace(sign, f"\\{sign}")
    return "`".join(parts)


def _shown(slip: Slip, side: str) -> Transcript:
    """Return the transcript of one side with file names as readers would choose them."""
    transcript = slip.transcript(side)
    renamed = _renamed(slip, side, transcript.command)
    return Transcript(renamed, _output(slip, side, Transcript(renamed, "")))


def _output(slip: Slip, side: str, transcript: Transcript) -> str:
    """Return the output of a command in a folder with the files of one side and clinic.yaml."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {CLINIC: (HERE / CLINIC).read_bytes(), **_contents(slip, side)}.items():
            (Path(folder) / name).write_bytes(content)
        return run(transcript, Path(folder))[1]


def _contents(slip: Slip, side: str) -> dict[str, bytes]:
    return {_named(slip, side, name): content.replace(f"../{CLINIC}".encode(), CLINIC.encode()) for name, content in slip.files(side).items()}


def _files(slip: Slip, side: str) -> dict[str, str]:
    return {name: content.decode() for name, content in _contents(slip, side).items()}


def _named(slip: Slip, side: str, name: str) -> str:
    """Return the name of a file in the page, which describes its content."""
    transcript = slip.transcript(side)
    holds = (
        "interview"
        if transcript.program == "python"
        else {"check": "criteria", "diff": "criteria", "recommend": "case", "test": "vignettes", "cohort": "columns"}[transcript.words[0]]
    )
    return name.replace(side, holds) if name.startswith(side) else name


def _renamed(slip: Slip, side: str, text: str) -> str:
    side_path = slip.side(side)
    if side_path.is_dir():
        return text.replace(f"{side_path.name}/", "").replace(f"../{CLINIC}", CLINIC)
    return text.replace(side_path.name, _named(slip, side, side_path.name)).replace(f"../{CLINIC}", CLINIC)


def _mended(slip: Slip) -> str:
    """Return the lines that differ between the two sides."""
    before, after = (_files(slip, side) for side in ("caught", "passes"))
    lines: list[str] = []
    for name in before:
        changed = difflib.unified_diff(before[name].splitlines(), after.get(name, "").splitlines(), n=0, lineterm="")
        lines += [line for line in changed if not line.startswith(("---", "+++", "@@"))]
    return "".join(f"{line}\n" for line in lines)


def _kind(name: str) -> str:
    return {"yaml": "yaml", "json": "json", "jsonl": "json", "py": "python", "csv": "text"}[name.rpartition(".")[2]]


def _fenced(kind: str, text: str) -> str:
    return f"```{kind}\n{text.rstrip()}\n```"


def main(arguments: list[str]) -> int:
    """Write the page, or compare it with the written one."""
    text = printed()
    if "--check" in arguments:
        is_stale = not PAGE.is_file() or PAGE.read_text("utf-8") != text
        print("docs/problems.md is stale: run python -m tests.problems.page" if is_stale else "docs/problems.md is up to date")
        return int(is_stale)
    PAGE.write_text(text, "utf-8")
    print("wrote docs/problems.md")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
