"""Definitions, conditions and cases as plain data, for `to_dict`, `dumps` and digests."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, assert_never

from carelevel.model.cases import Case, as_given, said
from carelevel.model.conditions import EVERYBODY, AllOf, Among, AnyOf, Condition, CountOf, Holds, Includes, Named, NoneOf
from carelevel.model.criteria import Acceptance, Contradiction, CriteriaSection, Criterion, Definition, Documentation, Invariant, Level
from carelevel.model.facts import About, AnyFact, Bands, Choice, Percent, Points, Scale, Score, SetOf, Sum, Worst, YesNo, factor_of, is_never, outside
from carelevel.model.frozen import thawed
from carelevel.model.numbers import number_of
from carelevel.model.operators import OF_WORDS
from carelevel.model.percents import span_plain
from carelevel.model.sources import Citation, Source

Plain = dict[str, Any]

_MISREAD = re.compile(
    r"""
      ~ | null | Null | NULL | true | True | TRUE | false | False | FALSE   # YAML 1.2 and 1.1
    | yes | Yes | YES | no | No | NO | on | On | ON | off | Off | OFF | [yYnN]   # from here on only YAML 1.1, unless a line says otherwise
    | << | =
    | [-+]? (?: [0-9][0-9_]* | 0o[0-7_]+ | 0x[0-9a-fA-F_]+ | 0b[01_]+ )   # numbers of both
    | [-+]? (?: [0-9][0-9_]* )? \. [0-9_.]* (?: [eE][-+]?[0-9]+ )?
    | [-+]? [0-9][0-9_]* [eE][-+]?[0-9]+
    | [-+]? \. (?: inf | Inf | INF | nan | NaN | NAN )
    | [-+]? [0-9][0-9_]* (?: : [0-5]?[0-9] )+ (?: \. [0-9_]* )?   # 12:30 is 750, counted in sixties
    | [0-9]{4} - [0-9]{2} - [0-9]{2}
    | [0-9]{4} - [0-9]{1,2} - [0-9]{1,2} (?: [Tt] | [ ]+ ) [0-9]{1,2} : [0-9]{2} : [0-9]{2} (?: \. [0-9]* )?
      (?: [ ]* (?: Z | [-+][0-9]{1,2} (?: :? [0-9]{2} )? ) )?
    """,
    re.VERBOSE,
)

RECORD_FORMAT = 2
"""Version of the JSON form of a record."""

OLDEST_RECORD = 1
"""The oldest version of it that can be read: what is new since then is left out there."""

ANSWER_FORMAT = 3
"""Version of the JSON form of a recommendation."""

OLDEST_ANSWER = 2
"""The oldest version of it that can be read."""

NEW_IN_ANSWERS = ("raised_from", "ruled_out", "whom", "documentation", "missing_for_documentation")
"""Members of answers that the oldest version does not have."""

DECISION_FORMAT = 1
"""Version of the JSON form of a fast answer."""


def condition_plain(condition: Condition, *, as_written: bool = True) -> Plain:
    """Return a condition as plain data of the language; `under` and `over` are kept only `as_written`, since other bounds decide the same."""

    def plain(parts: Iterable[Condition]) -> list[Plain]:
        return [condition_plain(part, as_written=as_written) for part in parts]

    match condition:
        case Among(fact, values, "under") if as_written:
            return {fact.id: {"under": outside(fact, max(map(int, values)) + 1)}}
        case Among(fact, values, "over") if as_written:
            return {fact.id: {"over": outside(fact, min(map(int, values)) - 1)}}
        case Among(fact, values):
            return {fact.id: thawed(said(fact, values))}
        case Includes(fact, member):
            return {fact.id: {"includes": member}}
        case AllOf(parts):
            return {"all": plain(parts)}
        case AnyOf(parts):
            return {"any": plain(parts)}
        case NoneOf(parts):
            return {"none": plain(parts)}
        case CountOf(parts, fewest, most):
            word, count = ("at_least", fewest) if most == len(parts) and fewest else ("at_most", most) if fewest == 0 and most else ("exactly", fewest)
            return {word: {"count": count, "of": plain(parts)}}
        case Holds(named, expected):
            return {named.id: "yes" if expected else "no"}
        case _:
            assert_never(condition)


def can_be_misread(text: str) -> bool:
    """Return whether YAML 1.1 or 1.2 reads a text without quotation marks as something else.

    >>> [word for word in ("severe", "no", "0123", "12:30", "1_000", "2026-11-30", "=", "3 days") if can_be_misread(word)]
    ['no', '0123', '12:30', '1_000', '2026-11-30', '=']
    """
    return not text or _MISREAD.fullmatch(text) is not None


def definition_plain(definition: Definition) -> Plain:
    """Return a definition as plain data of the language, with the facts of its instruments among its own."""
    effective = _given({"from": definition.effective_from, "until": definition.effective_until})
    facts = definition.by_id()
    return _given(
        {
            "carelevel": 1,
            "id": definition.id,
            "version": definition.version,
            "title": definition.title,
            "population": definition.population,
            "applies_when": _applies_when(definition),
            "effective": effective,
            "sources": {source.id: _source(source) for source in definition.sources},
            "levels": {level.id: _level(level) for level in definition.levels},
            "services": {service.id: service.title for service in definition.services},
            "override_reasons": {reason.id: reason.text for reason in definition.override_reasons},
            "facts": {fact.id: fact_plain(fact) | _gate(definition, fact.id) for fact in definition.facts},
            "derived": {fact.id: fact_plain(fact) for fact in definition.derived},
            "impossible": [
                _given({"id": item.id, "when": condition_plain(item.when), "because": item.because, "source": _citations(item.sources)})
                for item in definition.impossible
            ],
            "contradictions": [_contradiction(item) for item in definition.contradictions],
            "criteria": [_criterion(criterion, facts) for criterion in definition.criteria if criterion.section is None],
            "sections": [_section(phase, definition, facts) for phase in definition.sections],
            "invariants": [_invariant(invariant, len(definition.levels)) for invariant in definition.invariants],
            "notices": [
                _given({"id": item.id, "unless": condition_plain(item.unless), "text": item.text, "source": _citations(item.sources)})
                for item in definition.notices
            ],
            "documentation": [_documentation(item, [level.id for level in definition.levels]) for item in definition.documentation],
            "accept": [_acceptance(item) for item in definition.accept],
            "agrees_with": [{"id": item.id, "within": item.within, "because": item.because} for item in definition.agrees_with],
            "renamed": _given({name: thawed(getattr(definition.renamed, name)) for name in ("facts", "values", "levels", "services", "criteria")}),
        }
    )


def _gate(definition: Definition, fact: str) -> Plain:
    """Return the condition under which a fact is asked, as a part of the fact."""
    when = definition.asked_when.get(fact)
    return {} if when is None else {"asked_when": condition_plain(when)}


def _documentation(item: Documentation, order: Sequence[str]) -> Plain:
    when = None if item.when == EVERYBODY else condition_plain(item.when)
    said = {"for": level_range_plain(item.levels, order), "when": when, "needs": condition_plain(item.needs)}
    return _given({"id": item.id, **said, "because": item.because, "source": _citations(item.sources)})


def level_range_plain(levels: Sequence[str], order: Sequence[str]) -> Plain | str:
    """Return levels as one level or as bounds on them.

    >>> order = ("outpatient", "iop", "php", "inpatient")
    >>> level_range_plain(("iop",), order), level_range_plain(("php", "inpatient"), order), level_range_plain(("outpatient", "php"), order)
    ('iop', {'at_least': 'php'}, {'one_of': ['outpatient', 'php']})
    """
    first, last = order.index(levels[0]), order.index(levels[-1])
    if len(levels) == 1:
        return levels[0]
    if last - first + 1 > len(levels):
        return {"one_of": list(levels)}
    if last == len(order) - 1:
        return {"at_least": levels[0]}
    return {"at_most": levels[-1]} if first == 0 else {"between": [levels[0], levels[-1]]}


def _applies_when(definition: Definition) -> Plain | list[Plain] | None:
    if definition.applies_parts:
        return [
            _given({"id": part.id, "when": condition_plain(part.when), "because": part.because, "refer_to": part.refer_to, "source": _citations(part.sources)})
            for part in definition.applies_parts
        ]
    return None if definition.is_for_everybody else condition_plain(definition.applies_when)


def fact_plain(fact: AnyFact | Named, *, as_written: bool = True) -> Plain:
    """Return a fact as plain data of the language."""
    about = _about(fact.about, fact.id)
    changes = {} if getattr(fact, "changes", True) else {"changes": "no"}
    match fact:
        case Scale():
            return _given({"type": "scale", "values": list(fact.values), "worse": fact.worse, **about}) | changes
        case Choice():
            return {"type": "choice", "values": list(fact.values), **about, **changes}
        case SetOf():
            return {"type": "set", "values": list(fact.values), **about, **changes}
        case YesNo():
            return _given({"type": "yes_no", "worse": fact.worse, **about}) | changes
        case Score():
            more = {key: "yes" for key, is_so in (("or_more", fact.or_more), ("or_never", fact.or_never)) if is_so}
            ends = {"range": [outside(fact, fact.low), outside(fact, fact.high)], "step": None if fact.step is None else number_of(fact.step, 1)}
            return _given({"type": "score", **ends, "unit": fact.unit, **more, "worse": fact.worse, **about}) | changes
        case Sum():
            return {"sum": [{"of": part.of.id, "times": factor_of(fact, part)} for part in fact.parts], **about}
        case Points():
            awards = [{"when": condition_plain(award.when, as_written=as_written), "points": outside(fact, award.points)} for award in fact.awards]
            return _given({"points": awards, "step": None if fact.step is None else number_of(fact.step, 1), **about})
        case Percent():
            return {"percent": {"of": fact.of.id, "to": fact.to.id}, **about}
        case Worst():
            return {"worst": [part.id for part in fact.parts], **about}
        case Bands():
            return {"bands": {"of": fact.of.id, **{label: _band(fact, low, high) for label, low, high in fact.bands}}, **about}
        case Named():
            return {"when": condition_plain(fact.when, as_written=as_written), **about}
        case _:
            assert_never(fact)


def _band(fact: Bands, low: int, high: int) -> Any:
    """Return the bounds of a band: both ends in a list, of a percentage as operators; a band of `never` alone is that word."""
    if isinstance(fact.of, Percent):
        return dict(span_plain(fact.of, low, high))
    return outside(fact.of, low) if is_never(fact.of, low) else [outside(fact.of, low), outside(fact.of, high)]


def digest(definition: Definition) -> str:
    """Return the digest of everything readers can see.

    This includes the order of facts, services and parts of groups, which questions and evidence follow.
    """
    return _hashed(_text(_with_visible_order(definition_plain(definition)), sort_keys=False))


def decision_digest(definition: Definition) -> str:
    """Return the digest of levels, facts, conditions and effects only.

    It is the same for sets with the same decisions in the same words and units.
    """
    criteria = [{"id": c.id, c.effect: _effect(c, sorted(c.adds)), "when": _deciding(c.when)} for c in definition.criteria]
    disputes = [{"id": c.id, "when": _deciding(c.when), "disputed": sorted(c.disputed), "unless": _deciding(c.unless)} for c in definition.contradictions]
    return _hashed(
        _canonical(
            {
                "levels": [level.id for level in definition.levels],
                "services": sorted(service.id for service in definition.services),
                "facts": {fact.id: _bare(fact) for fact in definition.facts},
                "derived": {fact.id: _bare(fact) for fact in definition.derived},
                "impossible": sorted((_deciding(item.when) for item in definition.impossible), key=_canonical),
                "applies_when": _deciding_whom(definition),
                "criteria": sorted(criteria, key=lambda criterion: str(criterion["id"])),
            }
            # Sets without contradictions keep the digest from before the language had them.
            | ({"contradictions": sorted(disputes, key=lambda item: str(item["id"]))} if disputes else {})
        )
    )


def _deciding_whom(definition: Definition) -> Plain | list[Plain] | None:
    """Return for whom criteria are, as far as it decides; of parts also whether a person is referred, since that is asked in any case."""
    if definition.applies_parts:
        parts = sorted(definition.applies_parts, key=lambda part: part.id)
        return [{"id": part.id, "when": _deciding(part.when), "refers": part.refer_to is not None} for part in parts]
    return None if definition.is_for_everybody else _deciding(definition.applies_when)


def _bare(fact: AnyFact | Named) -> Plain:
    """Return a fact as plain data, without texts for readers."""
    return {key: value for key, value in fact_plain(fact, as_written=False).items() if key not in {"title", "ask", "help", "titles", "source", "changes"}}


def _deciding(condition: Condition) -> Plain:
    return condition_plain(condition, as_written=False)


def _hashed(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _with_visible_order(value: Any, key: str = "") -> Any:
    """Return plain data in order, but sort keys whose order readers never see: `titles` and `renamed`."""
    if isinstance(value, dict):
        items = sorted(value.items()) if key in {"titles", "renamed"} else value.items()
        return {name: _with_visible_order(item, key if key == "renamed" else name) for name, item in items}
    return [_with_visible_order(item) for item in value] if isinstance(value, list) else value


def _canonical(value: Any) -> str:
    """Return JSON that does not depend on the order of keys or of the parts of a group."""
    return _text(_sorted(value))


def _text(value: Any, *, sort_keys: bool = True) -> str:
    return json.dumps(value, sort_keys=sort_keys, ensure_ascii=True, separators=(",", ":"))


def _sorted(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _sorted(item, name) for name, item in value.items()}
    if isinstance(value, list):
        # The parts are already sorted inside; sorting them again would double the work with each nested group.
        items = [_sorted(item) for item in value]
        return sorted(items, key=_text) if key in {"all", "any", "none", "of"} else items
    return value


def _criterion(criterion: Criterion, facts: Any) -> Plain:
    return _given(
        {
            "id": criterion.id,
            criterion.effect: _effect(criterion, list(criterion.adds)),
            "when": condition_plain(criterion.own),
            "because": criterion.because,
            "source": _citations(criterion.sources),
            "examples": _examples(criterion, facts),
        }
    )


def _examples(owner: Criterion | CriteriaSection, facts: Any) -> list[Plain]:
    return [{"case": case_plain(facts, example.case), "is": example.expected} for example in owner.examples]


def _section(phase: CriteriaSection, definition: Definition, facts: Any) -> Plain:
    """Return a section with its criteria; what its `otherwise` follows from is not said again."""
    criteria = [each for each in definition.criteria if each.section == phase.id]
    otherwise = next((_criterion(each, facts) for each in criteria if each.id == phase.otherwise), {})
    return _given(
        {
            "id": phase.id,
            "title": phase.title,
            "when": condition_plain(phase.when),
            "source": _citations(phase.sources),
            "examples": _examples(phase, facts),
            "criteria": [_criterion(each, facts) for each in criteria if each.id != phase.otherwise],
            "otherwise": {key: value for key, value in otherwise.items() if key != "when"},
        }
    )


def _effect(criterion: Criterion, adds: list[str]) -> str | list[str]:
    """Return what a criterion names under its effect: a level, several that it rules out, or services."""
    return list(criterion.rules_out) if len(criterion.rules_out) > 1 else criterion.level or adds


def _contradiction(item: Contradiction) -> Plain:
    said = {"when": condition_plain(item.when), "disputed": list(item.disputed), "unless": condition_plain(item.unless)}
    return _given({"id": item.id, **said, "because": item.because, "source": _citations(item.sources)})


def case_plain(facts: Any, case: Case) -> Plain:
    """Return a case as a mapping of plain values."""
    return {name: thawed(value) for name, value in as_given(facts, case).items()}


def case_text(given: Any) -> str:
    """Return a case in one line, as in a vignette.

    A single yes or no has no quotation marks: for a yes_no fact or a member of a set, any reader's yes or no is correct.

    >>> case_text({"phq9": {"at_least": 10}, "conditions": {"ocd": "yes"}, "therapy": {"one_of": ["helping", "null"]}})
    '{phq9: {at_least: 10}, conditions: {ocd: yes}, therapy: {one_of: [helping, "null"]}}'
    """
    match given:
        case dict():
            return f"{{{', '.join(f'{word_text(key)}: {_operand_text(key, value)}' for key, value in given.items())}}}"
        case list():
            return f"[{', '.join(word_text(each) if isinstance(each, str) else case_text(each) for each in given)}]"
        case "yes" | "no":
            return str(given)
        case _:
            return word_text(given)


def known_text(fact: AnyFact | Named, value: Any) -> str:
    """Return what is known about a fact, as written after its name."""
    return word_text(value) if isinstance(value, str) and not isinstance(fact, YesNo) else case_text(value)


def word_text(word: Any) -> str:
    """Return a word of a case, with quotation marks if YAML needs them; numbers unchanged."""
    return f'"{word}"' if isinstance(word, str) and can_be_misread(word) else str(word)


def _operand_text(key: str, value: Any) -> str:
    """Return the text after a key; after an operator, yes and no are words of a scale."""
    return word_text(value) if key in OF_WORDS and isinstance(value, str) else case_text(value)


def _invariant(invariant: Invariant, levels: int) -> Plain:
    return _given(
        {
            "id": invariant.id,
            "when": condition_plain(invariant.when),
            "with_level": _one_of(invariant.with_levels),
            "level": _one_of(invariant.levels if len(invariant.levels) < levels else ()),
            "required": _one_of(invariant.required),
            "services": list(invariant.services),
            "because": invariant.because,
            "source": _citations(invariant.sources),
        }
    )


def _one_of(levels: Iterable[str]) -> Plain | None:
    named = list(levels)
    return {"one_of": named} if named else None


def _acceptance(item: Acceptance) -> Plain:
    return _given({"check": item.check, **item.named, "because": item.because, "until": item.until})


def _level(level: Level) -> Plain:
    hours = list(level.hours_per_week) if level.hours_per_week else None
    return _given({"title": level.title, "setting": level.setting, "hours_per_week": hours, "source": _citations(level.sources)})


def _source(source: Source) -> Plain:
    return _given({"title": source.title, "url": source.url, "doi": source.doi})


def _about(about: About, name: str) -> Plain:
    title = None if about.title == name.replace("_", " ") else about.title
    return _given({"title": title, "ask": about.ask, "help": about.help, "titles": dict(about.titles), "source": _citations(about.sources)})


def _citations(citations: Iterable[Citation]) -> list[Any]:
    return [{"id": citation.id, "at": citation.at} if citation.at else citation.id for citation in citations]


def _given(plain: Plain) -> Plain:
    """Return plain data without empty entries."""
    return {key: value for key, value in plain.items() if value is not None and value not in ({}, [])}
