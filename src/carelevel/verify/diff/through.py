"""Which changed section or named condition makes criteria differ that are written as before."""

from collections.abc import Iterator
from typing import Any

from carelevel.model.conditions import Condition, Named, facts_of
from carelevel.model.criteria import Criterion, Definition
from carelevel.model.facts import AnyFact, base_facts
from carelevel.model.serialize import condition_plain


def changed_through(old: Definition, new: Definition, one: Criterion, other: Criterion) -> tuple[str, ...]:
    """Return the ids of the section and the named conditions that changed, where a criterion is met by others because of them and of nothing else.

    Args:
        old: the one definition, as it is written.
        new: the other.
        one: the criterion as it was there.
        other: the criterion as it is now.
    """
    says_the_same = (one.effect, one.level, one.rules_out, set(one.adds)) == (other.effect, other.level, other.rules_out, set(other.adds))
    if not says_the_same or one.section != other.section or _written(one.own) != _written(other.own):
        return ()
    before, now = (_Used(definition, criterion) for definition, criterion in ((old, one), (new, other)))
    have_changed = any(before.facts[name] != now.facts[name] for name in before.facts.keys() & now.facts.keys())
    if have_changed or _is_renamed(old, new, one, {name for fact in before.facts.values() for name in base_facts(fact)}):
        return ()
    return tuple(name for name, written in now.conditions.items() if before.conditions.get(name, written) != written)


def _is_renamed(old: Definition, new: Definition, criterion: Criterion, facts: set[str]) -> bool:
    """Return whether a name in the old criterion means something else in the new version, as where two names changed places."""
    renamed, named = new.renamed, old.by_id()
    names = {*renamed.levels, *renamed.services} & {criterion.level, *criterion.rules_out, *criterion.adds}
    values = [word for name in facts for word in renamed.values.get(name, ()) if word in getattr(named[name], "values", ())]
    return bool(names or values or renamed.facts.keys() & facts)


class _Used:
    """What the condition of a criterion is made of.

    Attributes:
        conditions: its section and the named conditions that it uses, as they are written.
        facts: the other facts in it.
    """

    def __init__(self, definition: Definition, criterion: Criterion) -> None:
        self.conditions: dict[str, Any] = {}
        self.facts: dict[str, AnyFact] = {}
        sections = [each for each in definition.sections if each.id == criterion.section]
        self.conditions |= {each.id: _written(each.when) for each in sections}
        left: list[Iterator[AnyFact | Named]] = [facts_of(each.when) for each in sections] + [facts_of(criterion.own)]
        while left:
            for fact in left.pop():
                if not isinstance(fact, Named):
                    self.facts[fact.id] = fact
                elif fact.id not in self.conditions:
                    self.conditions[fact.id] = _written(fact.when)
                    left.append(facts_of(fact.when))


def _written(condition: Condition) -> Any:
    return condition_plain(condition, as_written=False)
