"""Which names of two versions mean the same: by `renamed` in the new one, else by equal names. A collision is noted or refused."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from carelevel.model.criteria import Definition
from carelevel.model.facts import Choice, Fact, Scale, SetOf
from carelevel.model.frozen import FrozenDict, record
from carelevel.model.problems import CriteriaError, Problem, listed, quoted

ONE = {"facts": "the fact", "values": "the value", "levels": "the level", "services": "the service", "criteria": "the criterion"}
SEVERAL = {"facts": "the facts", "values": "the values", "levels": "the levels", "services": "the services", "criteria": "the criteria"}


@record
class Matched:
    """Names of the old version with those that mean the same in the new one; a name without an entry is gone.

    Attributes:
        facts: given facts; no two of them are one fact now.
        levels: levels; several of them may be one level now.
        services: services, as levels.
        criteria: criteria, as levels.
        notes: names that collide, and how that is read, in words.
    """

    facts: FrozenDict[str, str]
    levels: FrozenDict[str, str]
    services: FrozenDict[str, str]
    criteria: FrozenDict[str, str]
    notes: tuple[str, ...]


def matched(old: Definition, new: Definition) -> Matched:
    """Return which names of two versions mean the same.

    Raises:
        CriteriaError: `renamed` says of two names that stand in both versions that they are one, or of two facts that they are one now.
    """
    problems: list[Problem] = []
    notes: list[str] = []
    found: dict[str, FrozenDict[str, str]] = {}
    for section in ("facts", "levels", "services", "criteria"):
        before, after = (tuple(each.id for each in getattr(definition, section)) for definition in (old, new))
        names = _Names(section, before, after, getattr(new.renamed, section))
        found[section] = names.pairs()
        problems += names.clashes(new)
        notes += names.remarks()
        # What an older version renamed stays written down, and is no remark each time.
        history: Mapping[str, str] = getattr(old.renamed, section)
        unknown = {name: now for name, now in names.renamed.items() if name not in before and history.get(name) != now}
        notes += _unknown(section, unknown, old, new)
    problems += _two_facts(found["facts"], new)
    facts = {fact.id: fact for fact in new.facts}
    for fact in old.facts:
        now = facts.get(found["facts"].get(fact.id, ""))
        if now is not None:
            names = _Names("values", words_of(fact), words_of(now), new.renamed.values.get(now.id, {}), now.id)
            problems += names.clashes(new)
            notes += names.remarks()
    notes += _derived(old, new)
    if problems:
        raise CriteriaError(problems)
    return Matched(**found, notes=tuple(notes))


def same(old: Sequence[str], new: Sequence[str], renamed: Mapping[str, str], *, merge: bool = True) -> FrozenDict[str, str]:
    """Return the old names that mean something in a new version, with what it calls it.

    Args:
        old: the names of the old version.
        new: those of the new one.
        renamed: old names with the new ones; a name without an entry keeps its name.
        merge: whether several old names can be one new name. Where they cannot, a new name that another old one was given does not mean what it meant.

    >>> same(["iop", "php"], ["iop"], {"php": "iop"})
    {'iop': 'iop', 'php': 'iop'}
    >>> same(["risk", "suicide_risk"], ["risk"], {"suicide_risk": "risk"}, merge=False)
    {'suicide_risk': 'risk'}
    """
    taken = {renamed[name] for name in old if name in renamed}
    pairs = ((name, renamed.get(name, name)) for name in old)
    return FrozenDict({name: now for name, now in pairs if now in new and (merge or name in renamed or now not in taken)})


def labels(old: Iterable[str], new: Iterable[str], pairs: Mapping[str, str]) -> FrozenDict[str, str]:
    """Return a name for each old one that does not collide with the new ones: what was renamed is called by its new name.

    Of several that are one now, and of what is gone, each keeps its own name; `before` is added where the new version calls something else by it.

    >>> labels(["iop", "php", "day", "rtc"], ["iop", "part_time", "rtc"], {"iop": "iop", "php": "iop", "day": "part_time"})
    {'iop': 'iop', 'php': 'php', 'day': 'part_time', 'rtc': 'rtc before'}
    """
    new, sources = set(new), list(pairs.values())

    def label(name: str) -> str:
        now = pairs.get(name)
        if now is not None and (sources.count(now) == 1 or now == name):
            return now
        return f"{name} before" if name in new else name

    return FrozenDict({name: label(name) for name in old})


def merged(pairs: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the new names that several old ones have, with these."""
    by_new: dict[str, list[str]] = {}
    for name, now in pairs.items():
        by_new.setdefault(now, []).append(name)
    return {now: names for now, names in by_new.items() if len(names) > 1}


def _two_facts(pairs: Mapping[str, str], new: Definition) -> Iterator[Problem]:
    for now, names in merged(pairs).items():
        message = f"{listed(names)} of the old version are all said to be the fact {quoted(now)} now; a fact cannot have had two answers"
        yield _refused(message, "leave out those whose answers do not mean the same now: they are compared as facts that are gone", new, ("facts", names[-1]))


def _refused(message: str, hint: str, new: Definition, path: tuple[str, ...]) -> Problem:
    return Problem("name-clash", message, place=new.renamed.places.get(path), path=("renamed", *path), hint=hint)


@record
class _Names:
    """The names of one kind in two versions, with what the new one says of old ones; `fact` is the fact whose values they are."""

    section: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    renamed: Mapping[str, str]
    fact: str | None = None

    def pairs(self) -> FrozenDict[str, str]:
        return same(self.before, self.after, self.renamed, merge=self.section != "facts")

    def clashes(self, new: Definition) -> Iterator[Problem]:
        """Yield a note where both versions have two names, and `renamed` says that one became the other."""
        taken = {self.renamed[name] for name in self.before if name in self.renamed}
        for name, now in self.renamed.items():
            are_in_both = {name, now} <= {*self.before} and {name, now} <= {*self.after}
            if name != now and are_in_both and name not in taken and now not in self.renamed:
                named = f"{SEVERAL[self.section]} {quoted(name)} and {quoted(now)}{self._of}"
                message = f"{named} stand in both versions, so {quoted(name)} has not become {quoted(now)}"
                hint = f"take {quoted(name)} out of `renamed`; if the two changed places, write both: {name}: {now}, {now}: {name}"
                yield _refused(message, hint, new, (self.section, *([] if self.fact is None else [self.fact]), name))

    def remarks(self) -> Iterator[str]:
        """Yield what is merged, and what has the name of something else now."""
        pairs = self.pairs()
        for now, names in merged(pairs).items():
            every = f"{listed(names[:-1], len(names))} and {quoted(names[-1])}"
            yield f"merged: {SEVERAL[self.section]} {every}{self._of} of the old version are {quoted(now)} in the new one"
        sources = {now: name for name, now in pairs.items()}
        for name in self.before:
            one = f"{ONE[self.section]} {quoted(name)}{self._of} of the old version"
            if name not in pairs and name in sources:
                yield f"gone: {one}; what the new one calls {quoted(name)} was {quoted(sources[name])}"
            elif name in self.after and name not in sources and name in pairs:
                yield f"{one} is {quoted(pairs[name])} in the new one, whose own {quoted(name)} is another"

    @property
    def _of(self) -> str:
        return "" if self.fact is None else f" of {quoted(self.fact)}"


def _unknown(section: str, unknown: Mapping[str, str], old: Definition, new: Definition) -> Iterator[str]:
    """Yield the old names that the old version does not have."""
    derived = {fact.id for fact in (*old.derived, *new.derived)} if section == "facts" else set()
    for name, now in unknown.items():
        if name not in derived and now not in derived:
            yield f"{quoted(now)} is said to have been {ONE[section]} {quoted(name)}, which the old version does not have"


def _derived(old: Definition, new: Definition) -> Iterator[str]:
    """Yield the facts that were given and follow from others now, or the other way round."""
    for one, other, words in ((old, new, "follows from other facts now"), (new, old, "followed from other facts before")):
        there = {fact.id for fact in other.derived}
        for fact in one.facts:
            name = new.renamed.facts.get(fact.id, fact.id) if one is old else next((was for was, now in new.renamed.facts.items() if now == fact.id), fact.id)
            if name in there:
                yield f"{quoted(fact.id)} {words}: what is recorded under one says nothing under the other"


def words_of(fact: Fact) -> tuple[str, ...]:
    """Return the words that a fact's values or members are; none for numbers, and for yes and no."""
    return fact.values if isinstance(fact, Scale | Choice | SetOf) else ()
