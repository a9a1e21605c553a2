"""Prints the table of contents in tests/README.md: every file of tests, by kind, with what it says of itself.

python -m tests.contents            writes it
python -m tests.contents --check    ends with 1 when what is written is stale
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = TESTS / "README.md"
BEGIN = "<!-- Printed by `python -m tests.contents`, from the first line of each file. -->\n"


def said(file: Path) -> str:
    """Return the first sentence that a file says of itself, without its end."""
    text = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split())


def files() -> list[Path]:
    """Return every file of tests and every helper that says what it is, in the order of the page."""
    return sorted(file for file in TESTS.rglob("*.py") if said(file) and file.name != "__init__.py")


def lines() -> Iterator[str]:
    """Yield the table of contents, a heading a folder."""
    folder = None
    for file in sorted(files(), key=lambda file: (file.parent, file.name)):
        if file.parent != folder:
            folder = file.parent
            yield f"\n### `{folder.relative_to(TESTS.parent).as_posix()}/`\n"
        yield f"- [`{file.name}`]({file.relative_to(TESTS).as_posix()}): {said(file)}"


def written(page: str) -> str:
    """Return a page with its table of contents."""
    return page.partition(BEGIN)[0] + BEGIN + "\n".join(lines()) + "\n"


def main(arguments: list[str]) -> int:
    """Write the table, or say whether it is stale."""
    page = PAGE.read_text("utf-8")
    if "--check" in arguments:
        return int(written(page) != page)
    PAGE.write_text(written(page), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
