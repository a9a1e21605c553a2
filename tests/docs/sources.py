"""Prints docs/sources.md: every source that the bundled sets and instruments cite, from the files themselves and from docs/sources.yaml.

python -m tests.docs.sources            writes it
python -m tests.docs.sources --check    ends with 1 when what is written is stale
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
RULES = ROOT / "rules"
KNOWN = ROOT / "docs" / "sources.yaml"
PAGE = ROOT / "docs" / "sources.md"

EFFECTS = ("requires", "suggests", "limits_to", "rules_out", "adds")
CONVENTION = "this-set"

KINDS = {
    "law": "Law",
    "payer": "Payers and public authorities",
    "guideline": "Guidelines",
    "review": "Reviews",
    "study": "Studies",
    "program": "Programs",
    "instrument": "Instruments",
    "teaching": "Texts for learners and readers",
    "service": "Services",
    "convention": "Conventions of the sets",
    "example": "Examples",
}
WEAK = {"draft": "a draft", "blog": "a blog", "interested": "by an interested party", "secondary": "on a secondary host", "population": "about other people"}
SEEN = {"text": "the text", "abstract": "the abstract", "excerpt": "a part of it", "title": "the first page", "summary": "what others say of it"}

ROOMS = {
    "applies_when": "who it is for",
    "contradictions": "contradictions",
    "derived": "derived facts",
    "documentation": "documentation",
    "facts": "facts",
    "impossible": "what is impossible",
    "invariants": "invariants",
    "levels": "levels",
    "notices": "notices",
    "programs": "programs",
    "sections": "sections",
    "services": "services",
    "vignettes": "vignettes",
}

OPENING = """\
# Sources

<!-- Printed from tests/docs by `python -m tests.docs.sources`. Change docs/sources.yaml, or the sets. -->

These are all {count} sources that the bundled criteria sets, their programs and instruments cite. Each table says when a source was published, when a copy of it
was last looked at and what was seen then, what rests on it, and what became of it. Criteria that *require* a level are in **bold**.

**Weak** sources are drafts, blogs, texts by an interested party, texts about other people than the set, and copies on a host other than the publisher's or an
official one. No criterion may require a
level on weak sources alone, unless it says "convention of this set" and why. "Not recorded" means that no one wrote down the day: look at the source again before
you rely on it.

What the studies say is in [what is known of IOPs](evidence.md). What the sets are for is in [intended use](intended-use.md).
"""


@dataclass(frozen=True)
class Cited:
    """One place that cites a source.

    Attributes:
        file: the file, under `rules/`.
        room: the key at the top of the file.
        id: the id of what cites it; empty if it has none.
        effect: the effect of a criterion; empty for anything else.
    """

    file: str
    room: str
    id: str = ""
    effect: str = ""

    @property
    def folder(self) -> str:
        """The set, or the instrument."""
        folder, _, name = self.file.partition("/")
        return name.removesuffix(".yaml") if folder == "instruments" else folder


@dataclass
class Source:
    """A source as the files declare it, with every place that cites it."""

    id: str
    titles: list[str] = field(default_factory=list)
    urls: set[str | None] = field(default_factory=set)
    cited: list[Cited] = field(default_factory=list)


def files() -> dict[str, Mapping[str, Any]]:
    """Return every file of the bundled sets and instruments, by its path under `rules/`."""
    return {path.relative_to(RULES).as_posix(): yaml.safe_load(path.read_text("utf-8")) for path in sorted(RULES.rglob("*.yaml"))}


def known() -> dict[str, Any]:
    """Return the entries of docs/sources.yaml, by the ids of their sources."""
    entries: dict[str, Any] = yaml.safe_load(KNOWN.read_text("utf-8"))["sources"]
    return entries


def ids(citations: Any) -> list[str]:
    """Return the ids in a `source:` key, which has one citation or a list of them, each an id or a mapping with one."""
    several = citations if isinstance(citations, list) else [citations]
    return [each["id"] if isinstance(each, Mapping) else each for each in several]


def citations(node: Any, place: Cited) -> Iterator[tuple[str, Cited]]:
    """Yield every citation in a part of a file, with its place."""
    if isinstance(node, list):
        for each in node:
            yield from citations(each, place)
    elif isinstance(node, Mapping):
        effect = next((effect for effect in EFFECTS if effect in node and "id" in node), "")
        here = Cited(place.file, place.room, str(node.get("id", place.id)), effect)
        if node.get("source") is not None:
            yield from ((source, here) for source in ids(node["source"]))
        for key, part in node.items():
            if key != "source":
                yield from citations(part, Cited(here.file, here.room or str(key), here.id if here.room else ""))


def written(read: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what files write: each file, and what a local version replaces and adds."""
    for file, document in read.items():
        yield file, document
        yield from ((file, document[key]) for key in ("replace", "add") if key in document)


def sources(read: Mapping[str, Mapping[str, Any]]) -> dict[str, Source]:
    """Return every source that files declare or cite, by its id."""
    found: dict[str, Source] = {}
    for file, document in written(read):
        for name, declared in (document.get("sources") or {}).items():
            source = found.setdefault(name, Source(name))
            source.titles.append(declared["title"])
            source.urls.add(declared.get("url"))
        rest = {key: part for key, part in document.items() if key not in {"sources", "id", "replace", "add"}}
        for name, place in citations(rest, Cited(file, "")):
            found.setdefault(name, Source(name)).cited.append(place)
    return dict(sorted(found.items()))


def weak_requirements(read: Mapping[str, Mapping[str, Any]], entries: Mapping[str, Any]) -> list[str]:
    """Return the criteria that require a level on weak sources alone and do not say that they are a convention, as `set/id`."""
    resting: dict[str, set[str]] = {}
    for source in sources(read).values():
        for place in source.cited:
            if place.effect == "requires":
                resting.setdefault(f"{place.folder}/{place.id}", set()).add(source.id)
    return sorted(name for name, on in resting.items() if CONVENTION not in on and all(entries.get(source, {}).get("weak") for source in on))


def rests(source: Source) -> str:
    """Return what rests on a source: the criteria by their ids, set by set, and how much of everything else."""
    found = []
    for folder in dict.fromkeys(place.folder for place in source.cited):
        here = [place for place in source.cited if place.folder == folder]
        criteria = dict.fromkeys((place.id, place.effect) for place in here if place.effect)
        parts = [f"**`{name}`**" if effect == "requires" else f"`{name}`" for name, effect in criteria]
        others = Counter(ROOMS[place.room] for place in here if not place.effect)
        parts += [f"{room} ({count})" for room, count in sorted(others.items())]
        found.append(f"*{folder}*: {', '.join(parts)}")
    return "; ".join(found)


def row(source: Source, entry: Mapping[str, Any]) -> str:
    """Return the row of a source."""
    title = source.titles[0].replace("|", "\\|")
    url = next((url for url in sorted(source.urls, key=str) if url), None)
    named = f"[{title}]({url})" if url else title
    looked = f"{entry['looked']}: {SEEN[entry['seen']]}" if entry.get("looked") else "not recorded"
    weak = f"Weak: {', '.join(WEAK[why] for why in entry['weak'])}." if entry.get("weak") else ""
    history = " ".join(filter(None, (weak, " ".join(str(entry.get("history", "")).split()))))
    return f"| {named} (`{source.id}`) | {entry.get('date', 'not stated')} | {looked} | {rests(source)} | {history} |"


def page() -> str:
    """Return docs/sources.md."""
    entries, found = known(), sources(files())
    text = OPENING.format(count=len(found))
    for kind, heading in KINDS.items():
        rows = [row(source, entries[source.id]) for source in found.values() if entries[source.id]["kind"] == kind]
        if rows:
            text += f"\n## {heading}\n\n| source | date | last looked at | what rests on it | history and limits |\n| --- | --- | --- | --- | --- |\n"
            text += "\n".join(rows) + "\n"
    return text


def main() -> int:
    """Write the page, or say whether it is stale."""
    made = page()
    if "--check" in sys.argv:
        is_stale = not PAGE.is_file() or PAGE.read_text("utf-8") != made
        print("stale" if is_stale else "not stale")
        return int(is_stale)
    PAGE.write_text(made, "utf-8")
    print("wrote docs/sources.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
