"""The summary of a table as a document."""

from collections.abc import Iterator, Sequence

from carelevel.cohort.impact import Impact
from carelevel.cohort.summary import MOST_LOOKED_AT, Summary
from carelevel.logic.english import capital
from carelevel.model.criteria import Definition
from carelevel.show.answer import JUDGEMENT
from carelevel.show.document import Bar, Bars, Block, Document, Grid, Heading, Paragraph, Table, TextRun, code, line, strong
from carelevel.verify.diff.results import Pair

MOST_BARS = 15
NO_ANSWER = "no answer"


def document(definition: Definition, summary: Summary, impact: Impact | None = None) -> Document:
    """Return a summary as a document, with the changes against other criteria if these were compared."""
    blocks: list[Block] = [Paragraph(line(strong(_lead(summary)))), *_remarks(definition, summary)]
    if impact is not None:
        blocks += _impact(definition, impact)
    blocks += [
        *_levels(definition, summary),
        *_criteria(definition, summary),
        *_missing(definition, summary),
        *_services(definition, summary),
        *_documentation(definition, summary),
        *_problems(summary),
    ]
    remark = "The counts show what the criteria suggest. They do not show whether the criteria are right, or what care anybody received."
    return (
        *blocks,
        Heading("Basis"),
        *(Paragraph(line(text)) for text in (f"{definition.title} ({definition.id}, version {definition.version}).", remark, JUDGEMENT)),
    )


def rows(number: int) -> str:
    """Return a number of rows in words."""
    return "1 row" if number == 1 else f"{number:,} rows"


def share(number: int, of: int) -> str:
    """Return a number with its share in percent; a small share is never rounded to 0, nor a large one to 100."""
    if not of:
        return f"{number:,}"
    percent = 100 * number / of
    said = "under 0.1" if 0 < percent < 0.1 else "over 99.9" if 99.9 < percent < 100 else f"{percent:.1f}"
    return f"{number:,} ({said} %)"


def _lead(summary: Summary) -> str:
    return f"{rows(summary.rows)}: settled {share(summary.settled, summary.rows)}"


def _remarks(definition: Definition, summary: Summary) -> Iterator[Block]:
    is_open = sum(summary.ranges.values()) - summary.settled
    said = [f"Not settled: {share(is_open, summary.rows)}; unknown facts could still change the level."] if is_open else []
    if summary.not_for:
        each = ", ".join(f"{name} in {number:,}" for name, number in summary.unmet_parts.items() if number)
        unmet = f" Unmet parts: {each}." if each else ""
        said.append(f"The criteria do not apply to {share(summary.not_for, summary.rows)}; these rows have no level.{unmet}")
    if summary.maybe_for:
        said.append(f"It is unknown whether the criteria apply to {share(summary.maybe_for, summary.rows)}; these rows have a range and no level.")
    if summary.impossible:
        said.append(f"Impossible as recorded: {share(summary.impossible, summary.rows)}; these rows have no level.")
    if summary.disputed:
        each = ", ".join(f"{name} in {number:,}" for name, number in summary.contradictions.items() if number)
        said.append(f"Facts disagree in {share(summary.disputed, summary.rows)}. They count as unknown there until the disagreement is resolved: {each}.")
    for column, number in summary.between_steps.items():
        if number:
            said.append(f"In {share(number, summary.rows)} the number in {column} lies between two steps; it is known to be one of its neighbors.")
    if raised := sum(summary.raised.values()):
        titles = {level.id: level.title for level in definition.levels}
        each = ", ".join(f"{titles[level]} in {number:,}" for level, number in summary.raised.items() if number)
        said.append(
            f"Raised above a level that is ruled out: {share(raised, summary.rows)}. If nothing was ruled out, the lowest possible level would be: {each}."
        )
    if summary.not_exact:
        said.append(
            f"In {share(summary.not_exact, summary.rows)} the range may be wider than the exact one: the criteria are too large for an exact answer in a table."
        )
    if summary.untold:
        said.append(f"Facts without a column, which are unknown in every row: {', '.join(summary.untold)}.")
    yield from (Paragraph(line(text)) for text in said)


def _levels(definition: Definition, summary: Summary) -> list[Block]:
    titles = {level.id: level.title for level in definition.levels}
    ids = list(titles)
    bars = [Bar(titles[name], summary.at(name), share(summary.at(name), summary.rows)) for name in ids]
    is_open = sum(summary.ranges.values()) - summary.settled
    without = summary.rows - sum(summary.ranges.values())
    bars.append(Bar("Not settled", is_open, share(is_open, summary.rows)))
    bars += [Bar("No answer", without, share(without, summary.rows))] if without else []
    grid = Grid(
        "lowest ↓ highest →",
        tuple(ids),
        tuple((low, tuple(summary.ranges[low, high] if i <= j else None for j, high in enumerate(ids))) for i, low in enumerate(ids)),
    )
    return [Heading("Levels"), Bars("rows settled at each level", tuple(bars)), Heading("Lowest and highest possible level", 3), grid]


def _criteria(definition: Definition, summary: Summary) -> list[Block]:
    by_met = sorted(definition.criteria, key=lambda each: -summary.criteria[each.id].met)
    met = [each for each in by_met if summary.criteria[each.id].met]
    bars = tuple(Bar(each.id, summary.criteria[each.id].met, share(summary.criteria[each.id].met, summary.rows)) for each in met[:MOST_BARS])
    never = [each.id for each in definition.criteria if not summary.criteria[each.id].met]
    table = Table(
        ("Criterion", "Met", "Not known", "Decided"),
        tuple(
            (line(code(each.id)), *(_number(number) for number in (found.met, found.open, found.decided)))
            for each in by_met
            for found in (summary.criteria[each.id],)
        ),
    )
    words = (
        "Met: rows in which the criterion is met. Not known: rows in which unknown facts leave that open. "
        "Decided: settled rows at the level that the criterion calls for or limits to."
        f"{' For a criterion that rules out levels: settled rows that it raised.' if summary.raised else ''}"
    )
    blocks: list[Block] = [Heading("Criteria"), Bars("rows in which each criterion is met", bars), Paragraph(line(words)), table]
    if never:
        blocks.append(Paragraph(line("Never met: ", *_joined(never), ".")))
    return blocks


def _joined(names: Sequence[str]) -> Iterator[TextRun | str]:
    for number, name in enumerate(names):
        yield from ((", ",) if number else ())
        yield code(name)


def _number(number: int) -> tuple[TextRun, ...]:
    return (TextRun(f"{number:,}"),)


def _missing(definition: Definition, summary: Summary) -> list[Block]:
    if not summary.missing:
        return []
    is_open = sum(summary.ranges.values()) - summary.settled
    titles = {fact.id: fact.about.title for fact in definition.facts}
    bars = tuple(Bar(titles[name], number, share(number, summary.looked_at)) for name, number in list(summary.missing.items())[:MOST_BARS])
    whom = f"all {rows(is_open)} that are not settled" if summary.looked_at == is_open else f"{summary.looked_at:,} of the {rows(is_open)} that are not settled"
    words = f"Facts that could still change the level. Counted in {whom}."
    more = f" At most {MOST_LOOKED_AT:,} rows are looked at, at regular distances." if summary.looked_at != is_open else ""
    return [Heading("What is missing"), Paragraph(line(words + more)), Bars("rows, not settled, in which each fact could change the level", bars)]


def _services(definition: Definition, summary: Summary) -> list[Block]:
    found = [(service.title, summary.services[service.id]) for service in definition.services]
    wanted = tuple((line(title), _number(met), _number(still)) for title, (met, still) in sorted(found, key=lambda each: -each[1][0]) if met or still)
    return [Heading("Services"), Table(("Service", "Care should include it", "Not known"), wanted)] if wanted else []


def _documentation(definition: Definition, summary: Summary) -> list[Block]:
    titles = {level.id: level.title for level in definition.levels}
    found = tuple(
        (line(titles[level]), line(code(name)), *(_number(number) for number in (each.there, each.lacking, each.unknown)))
        for (level, name), each in summary.documentation.items()
        if each.there or each.lacking or each.unknown
    )
    if not found:
        return [Heading("Documentation"), Paragraph(line("No settled row needs any."))] if summary.documentation else []
    words = "Counted in the rows that are settled at each level and that need it, or may need it. It never changes a level."
    return [Heading("Documentation"), Paragraph(line(words)), Table(("Level", "Documentation", "There", "Lacking", "Not known"), found)]


def _problems(summary: Summary) -> list[Block]:
    if not summary.problems:
        return [Heading("Rows with problems"), Paragraph(line("None: every cell that was read holds a value of its fact, and no row is impossible."))]
    words = f"Rows with a problem: {share(summary.faulty, summary.rows)}. A cell with a problem counts as unknown, and an impossible row has no answer."
    found = tuple((line(code(name)), _number(number)) for name, number in sorted(summary.problems.items(), key=lambda item: -item[1]))
    return [Heading("Rows with problems"), Paragraph(line(words)), Table(("Column and problem", "Rows"), found)]


def _impact(definition: Definition, impact: Impact) -> list[Block]:
    blocks: list[Block] = [Heading(f"Against {impact.old}"), *(Paragraph(line(f"{capital(each)}.")) for each in impact.notes)]
    if not impact.changes:
        return [*blocks, Paragraph(line(f"Nothing changes: all {rows(impact.rows)} have the same range under both."))]
    words = f"The range changes in {share(impact.changed, impact.rows)}. The settled level changes in {share(impact.relevelled, impact.rows)}."
    table = Table(
        ("Before", "Now", "Rows", "For example"),
        tuple(
            (
                line(_range(each.before, is_settled=each.settled[0])),
                line(_range(each.after, is_settled=each.settled[1])),
                _number(each.rows),
                line(", ".join(f"row {e}" if isinstance(e, int) else str(e) for e in each.examples)),
            )
            for each in impact.changes
        ),
    )
    _ = definition
    return [*blocks, Paragraph(line(words)), table]


def _range(pair: Pair, *, is_settled: bool) -> str:
    lowest, highest = pair
    if lowest is None or highest is None:
        return NO_ANSWER
    if lowest != highest:
        return f"{lowest} to {highest}"
    return lowest if is_settled else f"{lowest}, if the criteria apply"


def as_dict(definition: Definition, summary: Summary, impact: Impact | None) -> dict[str, object]:
    """Return a summary as JSON values."""
    found: dict[str, object] = {
        "format": 1,
        "criteria": {"id": definition.id, "version": definition.version},
        "rows": summary.rows,
        "settled": summary.settled,
        "levels": {level.id: summary.at(level.id) for level in definition.levels},
        "ranges": [{"lowest": low, "highest": high, "rows": number} for (low, high), number in summary.ranges.items() if number],
        "not_for": summary.not_for,
        "maybe_for": summary.maybe_for,
        "impossible": summary.impossible,
        "not_exact": summary.not_exact,
        "contradictions": {"rows": summary.disputed, "by_contradiction": dict(summary.contradictions)},
        "by_criterion": {name: {"met": each.met, "open": each.open, "decided": each.decided} for name, each in summary.criteria.items()},
        "services": {name: {"met": met, "open": still} for name, (met, still) in summary.services.items()},
        "missing": {"looked_at": summary.looked_at, "rows": dict(summary.missing)},
        "untold": list(summary.untold),
        "problems": dict(summary.problems),
        "faulty": summary.faulty,
    }
    if summary.between_steps:
        found["between_steps"] = dict(summary.between_steps)
    if summary.raised:
        found["raised_from"] = dict(summary.raised)
    if summary.unmet_parts:
        found["unmet_parts"] = dict(summary.unmet_parts)
    if summary.documentation:
        found["documentation"] = [
            {"level": level, "documentation": name, "there": each.there, "lacking": each.lacking, "unknown": each.unknown}
            for (level, name), each in summary.documentation.items()
        ]
    if impact is not None:
        found["against"] = {
            "criteria": impact.old,
            "changed": impact.changed,
            "notes": list(impact.notes),
            "changes": [
                {
                    "before": list(each.before),
                    "after": list(each.after),
                    "settled": list(each.settled),
                    "rows": each.rows,
                    "examples": list(each.examples),
                }
                for each in impact.changes
            ],
        }
    return found
