"""A case of the new version, asked of the old one: the same person, in the old version's facts and values."""

from collections.abc import Mapping

from carelevel.model.cases import Case
from carelevel.model.criteria import Definition
from carelevel.model.facts import SetOf, Value
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import listed, quoted
from carelevel.verify.diff.align import shared_facts
from carelevel.verify.diff.names import labels, matched
from carelevel.verify.diff.sharing import Shared


class Translation:
    """What a new version calls its facts, in the words of an old one.

    Attributes:
        levels: the levels of the old version, under the names that a comparison has for them.
    """

    def __init__(self, old: Definition, new: Definition) -> None:
        """Match two versions.

        Raises:
            CriteriaError: as `matched`.
        """
        names = matched(old, new)
        found, _ = shared_facts(old, new, names)
        self._facts: Mapping[str, tuple[str, Shared]] = {names.facts[name]: (name, each) for name, each in found.items()}
        self.levels = labels((level.id for level in old.levels), (level.id for level in new.levels), names.levels)

    def of(self, case: Case) -> tuple[Case | None, list[str]]:
        """Return what is known of a person in the old version's facts, and in words what these cannot express.

        The case is None where a value is one that the old version does not have: whom it would take the person for is not known.
        """
        values: dict[str, frozenset[Value]] = {}
        members: dict[str, FrozenDict[str, bool]] = {}
        notes = [f"{quoted(name)} is not asked for by the old version" for name in (*case.values, *case.members) if name not in self._facts]
        is_whole = True
        for name, (was, each) in self._facts.items():
            if name in case.values:
                unknown = [value for value in case.values[name] if not each.is_now[value]]
                if unknown:
                    is_whole = False
                    notes.append(f"the old version has no value of {quoted(was)} for {listed(sorted(map(str, unknown)))}")
                common = frozenset[Value]().union(*(each.is_now[value] for value in case.values[name]))
                known = frozenset(value for value, read in each.was.items() if read & common)
                values |= {was: known} if len(known) < len(each.was) else {}
            elif name in case.members:
                held, untold = _members(each, case.members[name])
                members |= {was: held} if held else {}
                if untold:
                    notes.append(f"which of {listed(sorted(untold))} is in {quoted(was)} of the old version is not known")
        return (Case(FrozenDict(values), FrozenDict(members)) if is_whole else None), notes


def _members(each: Shared, known: Mapping[str, bool]) -> tuple[FrozenDict[str, bool], set[str]]:
    """Return which members are known of a set in the old version, and those of which one is in it that cannot be named."""
    assert isinstance(each.fact, SetOf)
    label = {member: next(iter(found)) for member, found in each.was.items()}
    held: dict[Value, bool] = {}
    untold: set[str] = set()
    for member, is_in in known.items():
        sources = each.is_now[member]
        if not is_in or len(sources) == 1:
            held |= dict.fromkeys(sources, is_in)
        else:
            untold |= set(map(str, sources))
    return FrozenDict({str(member): held[name] for member, name in label.items() if name in held}), untold
