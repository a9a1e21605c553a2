"""Add pages from outside this folder to the site: the README as its first page, the changelog, SECURITY, the READMEs of the criteria, and a list of decisions.

A hook of MkDocs. It changes links within the repository into links within the site. A link to a missing page fails the build.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]

_LINK = re.compile(r"(!?)\[([^\]]*)\]\((?!https?:|#|mailto:)([^)#]+)(#[^)]*)?\)")


def _sources() -> Iterator[tuple[str, str]]:
    """Yield the address of each page in the site, with its file in the repository."""
    yield "index.md", "README.md"
    yield from ((name, name) for name in ("CHANGELOG.md", "SECURITY.md"))
    for path in sorted((ROOT / "rules").glob("*/README.md")):
        yield f"rules/{path.parent.name}.md", path.relative_to(ROOT).as_posix()
    for path in sorted((ROOT / "docs").rglob("*.md")):
        yield path.relative_to(ROOT / "docs").as_posix(), path.relative_to(ROOT).as_posix()


_FILES = dict(_sources())
_PAGES = {file: page for page, file in _FILES.items()} | {"docs/decisions": "decisions/index.md"}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages from other folders."""
    for page, file in _FILES.items():
        if not file.startswith("docs/"):
            files.append(File.generated(config, page, content=(ROOT / file).read_text("utf-8")))
    files.append(File.generated(config, "decisions/index.md", content=_decisions()))
    for script in list(files):
        if script.src_uri.endswith((".py", ".pyc")):
            files.remove(script)
    return files


def _decisions() -> str:
    titles = ((path.name, path.read_text("utf-8").partition("\n")[0].removeprefix("# ")) for path in sorted((ROOT / "docs" / "decisions").glob("*.md")))
    return "# Decisions\n\n" + "".join(f"- [{title}]({name})\n" for name, title in titles)


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn links within the repository into links within the site. A link to a file without a page, such as the license, becomes plain text."""
    here = page.file.src_uri
    folder = posixpath.dirname(_FILES.get(here, f"docs/{here}"))

    def there(found: re.Match[str]) -> str:
        is_picture, words, link, anchor = found.groups(default="")
        target = posixpath.normpath(posixpath.join(folder, link)).rstrip("/")
        # Pictures are in the same folder as the pages.
        to = target.removeprefix("docs/") if is_picture else _PAGES.get(target)
        if to is None:
            return words if (ROOT / target).exists() else found[0]
        return f"{is_picture}[{words}]({posixpath.relpath(to, posixpath.dirname(here) or '.')}{anchor})"

    return _LINK.sub(there, markdown)
