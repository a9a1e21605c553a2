"""Prints docs/house.md and docs/house.svg: the rooms of the package, floor by floor, from the import contract and from what each room says of itself.

python -m tests.docs.house            writes them
python -m tests.docs.house --check    ends with 1 when what is written is stale
"""

import ast
import sys
import tomllib
from pathlib import Path

from carelevel.show.svg import Area, Said, canvas, named, rectangle, texts
from carelevel.show.text_width import wrapped

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "carelevel"
PAGE = ROOT / "docs" / "house.md"
PICTURE = ROOT / "docs" / "house.svg"

OPENING = """\
# The house

<!-- Printed from tests/docs by `python -m tests.docs.house`. Change it there, or in the first line of a room. -->

The package has {rooms} rooms on {floors} floors. A module imports only from the floors below its own, never from another room on the same floor. import-linter
checks this before every change, and counts every import: at the top of a file, inside a function, and for the type checker alone.

![{description}](house.svg)

## One sentence a room

From the top floor down.

| room | what is in it |
| --- | --- |
{table}

## From a case to its answer

`criteria.recommend(case)` goes through these files, from the top floor down:

1. `api.py` hands the case to the recommender, which is made once.
2. `answers/recommend.py` is the pipeline, from top to bottom. Everything below is called from it.
3. `logic/case_encoder.py` reads the case.
4. `logic/bit_tables.py` says which criteria are met, unmet and unknown. What *met* means is defined in `logic/meaning.py`.
5. `logic/levels.py` makes the range of the level from that. It is the decision procedure.
6. `logic/possible_levels.py` finds the levels and services that are really possible, and the facts that decide between them.
7. `logic/diagram_restriction.py` restricts the diagram of everybody to this case,
8. and `logic/diagrams.py` is such a diagram.
9. `logic/evidence.py` finds the evidence of each criterion that is met.
10. `logic/contradictions.py` finds what could still make facts disagree. It is entered only by criteria with contradictions.

The answer itself is data: `answers/results.py`. No room is entered again once the walk has left it: `answers` puts into words what `logic` finds.

Where `applies_when` has parts, as in the bundled sets, `logic/applies_parts.py` finds whether each of them is met, and `answers/whom.py` puts that into words.
They are called late, and so are the only returns to a room; members of a set are looked up in `model/cases.py` on the way.

Some cases take a reader further. `answers/joint_reasons.py` is for a level that no criterion carries alone, `answers/disputed.py` for facts that disagree,
`logic/possible_by_solver.py` for criteria too large for a diagram. The first answer of a set goes through more files, since tables and diagrams are made then:
`logic/bit_layout.py`, `logic/level_diagram.py`, `logic/diagram_compiler.py`.

`python -m tools.walk` follows a case, a table and an effect through the code, and lists every file on the way.

## Where a change goes

| to add | begin in |
| --- | --- |
| a kind of condition | `model/conditions.py`; then the type checker names every place that has to know it |
| a key in a file | `syntax/schema.py`, then `syntax/criteria_reader.py` |
| an effect of criteria | `Effect` in `model/criteria.py`; then the type checker names every place that has to know it |
| a check on loading | `syntax/file_checks.py` |
| a proof about all people | a module in `verify/checks/` |
| a question to an answer | a module in `answers/explain/`, a method in `api.py`, a document in `show/` |
| a place to load criteria from | `syntax/loading.py` |
| a command | a module in `cli/` |
| a format of tables | `cohort/table_files.py` |
"""


def floors() -> list[list[str]]:
    """Return the names at the top of the package, floor by floor, the highest first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(each["layers"] for each in contracts if each.get("containers") == ["carelevel"])
    return [layer.split(" | ") for layer in layers]


def rooms() -> list[str]:
    """Return every room, the highest first, each with the rooms inside of it behind it."""
    found = []
    for name in (name for floor in floors() for name in floor):
        inside = sorted(path.parent for path in (PACKAGE / name).glob("*/__init__.py"))
        found += [name, *(f"{name}/{path.name}" for path in inside)]
    return found


def sentence(name: str) -> str:
    """Return what a room, or a module at the top, says of itself: the first line of its docstring."""
    path = PACKAGE / name / "__init__.py" if (PACKAGE / name).is_dir() else PACKAGE / f"{name}.py"
    said = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert said, f"{path} has no docstring"
    return said.partition("\n")[0]


def shown(name: str) -> str:
    """Return a name as a reader finds it: a folder or a file."""
    return f"{name}/" if (PACKAGE / name).is_dir() else f"{name}.py"


def page() -> str:
    """Return docs/house.md."""
    table = "\n".join(f"| `{shown(name)}` | {sentence(name)} |" for name in rooms())
    count = sum((PACKAGE / name).is_dir() for floor in floors() for name in floor)
    return OPENING.format(rooms=count, floors=len(floors()), table=table, description=description())


def description() -> str:
    """Return the picture in words."""
    return "The rooms floor by floor, from the top: " + "; ".join(" and ".join(map(shown, floor)) for floor in floors())


WIDTH, GAP, MARGIN, SIZE = 860.0, 12.0, 16.0, 11.5


def picture() -> str:
    """Return docs/house.svg."""
    shapes, y = [], MARGIN
    for floor in floors():
        width = (WIDTH - 2 * MARGIN - GAP * (len(floor) - 1)) / len(floor)
        words = [[shown(name), *wrapped(sentence(name).replace("`", ""), SIZE, width - 20)] for name in floor]
        height = 17.0 * max(map(len, words)) + 14
        for place, (name, lines) in enumerate(zip(floor, words, strict=True)):
            x = MARGIN + place * (width + GAP)
            body = texts(lines[:1], x + 10, y + 6, kind="strong") + texts(lines[1:], x + 10, y + 23, kind="small")
            shapes.append(named(f"{shown(name)}: {sentence(name)}", rectangle(Area(x, y, width, height)), body))
        y += height + GAP
    return canvas((WIDTH, y - GAP + MARGIN), Said("The rooms of carelevel", description()), shapes, style=f".small{{font-size:{SIZE:g}px}}")


def main() -> int:
    """Write the page and the picture, or say whether they are stale."""
    made = {PAGE: page(), PICTURE: picture()}
    if "--check" in sys.argv:
        stale = [path.name for path, text in made.items() if not path.is_file() or path.read_text("utf-8") != text]
        print(f"stale: {', '.join(stale)}" if stale else "not stale")
        return 1 if stale else 0
    for path, text in made.items():
        path.write_text(text, "utf-8")
        print(f"wrote docs/{path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
