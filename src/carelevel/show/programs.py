"""Matches as a document: which programs fit, why others do not, what to ask, and a comparison."""

from collections.abc import Iterator, Mapping, Sequence

from carelevel.logic.english import capital, ended, joined
from carelevel.model.conditions import Among, Includes
from carelevel.model.facts import value_text
from carelevel.model.program_facts import FOLLOWS, NOTES
from carelevel.model.programs import Program
from carelevel.model.truth import Truth
from carelevel.programs.dominance import Behind, behind, ordered
from carelevel.programs.fits import Fit
from carelevel.programs.interim import Meanwhile
from carelevel.programs.matches import Matches
from carelevel.programs.open_questions import Ask, asks
from carelevel.programs.phrases import NOT_STATED, is_stay, known_words, says, week_words, why_not
from carelevel.programs.questions import ProgramQuestion
from carelevel.show.answer import JUDGEMENT, cited, fact_title, headline, in_force, level_title, one_of, sources
from carelevel.show.document import Block, Bullets, Document, Heading, Item, Line, Paragraph, Table, code, line, strong

MOST = 16
"""How many programs are shown by default; there can be thousands."""

BESIDE = 4
"""How many programs are compared in one table."""

OUTCOMES = {Truth.MET: "fits", Truth.UNMET: "does not fit", Truth.UNKNOWN: "not known yet"}

_COUNTED = {Truth.MET: ("fits", "fit"), Truth.UNKNOWN: ("is not known yet", "are not known yet"), Truth.UNMET: ("does not fit", "do not fit")}
"""What is said of one program, and of several."""

HEADINGS = {Truth.MET: "What fits", Truth.UNKNOWN: "What may fit, but is not known yet", Truth.UNMET: "What does not fit"}

NEAREST = "The nearest programs, and why they do not fit"

NOBODY_CHECKED = "What a program says about itself is not checked here. Ask the program before you rely on it."

PRICES = "These are the prices that the programs state. Nothing is converted, added up or estimated, and what a plan pays is not included."

HOW_COMPARED = (
    "A program is ranked below another only when the other is certain to be at least as good for every question and better for at least one, whatever is "
    "still unknown turns out to be. There is no score, and no question counts more than another."
)


def document(matches: Matches, most: int = MOST, beside: int = BESIDE) -> Document:
    """Return the result for the first `most` programs, with `beside` of them in each table."""
    beaten = behind(matches.fits)
    shown = ordered(matches.fits, beaten)[:most]
    left_out = len(matches.fits) - len(shown)
    return (
        *_opening(matches, left_out),
        *_of_person(shown, matches),
        *(block for truth in HEADINGS for block in _group(truth, shown, beaten, matches)),
        *_meanwhile(matches),
        *_comparison(shown, matches, beside),
        *_prices(shown, matches),
        *_basis(shown, matches),
    )


def _opening(matches: Matches, left_out: int) -> list[Block]:
    counts = {truth: sum(fit.fits is truth for fit in matches.fits) for truth in _COUNTED}
    said = [f"{count} {_COUNTED[truth][count != 1]}" for truth, count in counts.items()]
    programs = "1 program" if len(matches.fits) == 1 else f"{len(matches.fits)} programs"
    blocks: list[Block] = [Paragraph(line(strong(f"Of {programs}, {joined(said)}")))]
    blocks += [Paragraph(line(f"Level: {ended(headline(matches.recommendation))}"))]
    joint = matches.recommendation.joint
    blocks += [] if joint is None else [Paragraph(line(*one_of(joint, matches.definition), "."))]
    blocks += [Paragraph(line(notice)) for notice in matches.programs.notices]
    blocks += [Paragraph(line(notice.text)) for notice in matches.recommendation.shown_notices]
    if matches.until_then is not None:
        blocks.append(Paragraph(line(matches.until_then)))
    if left_out:
        blocks.append(Paragraph(line(f"{left_out} more are not shown here.")))
    return blocks


def _group(truth: Truth, shown: Sequence[Fit], beaten: Mapping[str, Sequence[Behind]], matches: Matches) -> list[Block]:
    items = tuple(_program(fit, beaten.get(fit.program.id, ()), matches) for fit in shown if fit.fits is truth)
    heading = NEAREST if truth is Truth.UNMET and matches.nearest else HEADINGS[truth]
    return [Heading(heading), Bullets(items)] if items else []


def _of_person(shown: Sequence[Fit], matches: Matches) -> list[Block]:
    """Return what to find out about the person, once for all programs."""
    words = dict.fromkeys(ask.words for fit in shown if fit.fits is Truth.UNKNOWN for ask in asks(matches, fit) if ask.of == "person")
    return [Heading("What to find out about the person"), Bullets(tuple(Item(line(each)) for each in words))] if words else []


def _program(fit: Fit, better: Sequence[Behind], matches: Matches) -> Item:
    lines = [*_reasons(fit, matches), *_more_than_its_level(fit, matches), *_open(fit, matches), *_behind(better, matches)]
    return Item(line(strong(_title(fit.program)), " ", code(fit.program.id)), tuple(lines))


def _title(program: Program) -> str:
    return f"{program.title}{' (invented)' if program.invented else ''}"


def _reasons(fit: Fit, matches: Matches) -> list[Line]:
    """Return what is not met, and the preferences that are met; the table shows the rest."""
    lines: list[Line] = []
    not_offered: list[str] = []
    for question, answer in zip(fit.questions, fit.answers, strict=True):
        if answer is Truth.UNMET:
            if isinstance(question.condition, Includes) and question.topic == "service":
                not_offered.append(value_text(question.condition.fact, question.condition.member))
                continue
            why = why_not(matches, fit, question)
            lines.append(line(capital(why) if question.is_required else f"Not as preferred: {why}"))
    if not_offered:
        lines.append(line(f"Not offered (ask about it on the first call): {joined(not_offered)}."))
    met = [question.words for question, answer in zip(fit.questions, fit.answers, strict=True) if answer is Truth.MET and not question.is_required]
    return [*lines, *([line(f"As preferred: {'; '.join(met)}.")] if met else [])]


def _more_than_its_level(fit: Fit, matches: Matches) -> list[Line]:
    """Return that a program takes more hours than its level has; it may be another level under this name."""
    hours, level = (fit.known.values.get(name, frozenset()) for name in ("hours_per_week", "level"))
    most = [(each.title, each.hours_per_week[1]) for each in matches.definition.levels if level == {each.id} and each.hours_per_week]
    return [
        line(f"It takes {known_words(fit, 'hours_per_week', matches)} a week, but {title} ends at {end} hours. Ask which level it is.")
        for title, end in most
        if hours and min(map(int, hours)) > end
    ]


def _open(fit: Fit, matches: Matches) -> list[Line]:
    """Return the open questions that matter; none for a program that is ruled out."""
    if fit.fits is Truth.UNMET:
        return []
    found = asks(matches, fit)
    ruling = [ask for ask in found if ask.is_required]
    lines = [line(f"To ask: {' '.join(ask.words for ask in ruling if ask.of == 'program')}")] if any(ask.of == "program" for ask in ruling) else []
    of_person = [
        fact_title(matches.definition, ask.fact) if ask.fact != "distance_km" else "where the person would travel from" for ask in ruling if ask.of == "person"
    ]
    lines += [line(f"To find out about the person: {joined(of_person)}.")] if of_person else []
    rest = [ask.words for ask in found if not ask.is_required]
    return [*lines, *([line(f"To ask about preferences: {' '.join(rest)}")] if rest else [])]


def _behind(better: Sequence[Behind], matches: Matches) -> Iterator[Line]:
    """Yield the programs that are better, those that are better for the same questions together."""
    words = {question.id: question.words for question in matches.questions}
    alike: dict[tuple[str, ...], list[str]] = {}
    for each in better:
        alike.setdefault(each.better, []).append(_title(matches[each.program].program))
    for questions, titles in alike.items():
        which = "which is" if len(titles) == 1 else "which are"
        here = "; ".join(words[name] for name in questions)
        yield line(f"Ranked below {joined(titles)}, {which} at least as good in everything and better here: {here}.")


def _meanwhile(matches: Matches) -> list[Block]:
    """Return whether a neighboring level would do in the meantime, and at what cost."""
    found = matches.meanwhile()
    levels = {str(level) for fit in matches.fits for level in fit.known.values.get("level", ())}
    items = tuple(_neighbour(each, matches) for each in found if each.level in levels)
    return [Heading("In the meantime"), Bullets(items)] if items else []


_SERVES = {
    Truth.MET: "would do until a place is found",
    Truth.UNMET: "is not enough, even until a place is found: more is required",
    Truth.UNKNOWN: "may not be enough, even until a place is found: it is not known whether more is required",
}


def _neighbour(each: Meanwhile, matches: Matches) -> Item:
    definition = matches.definition
    because = {criterion.id: criterion.because for criterion in definition.criteria}
    programs = [_title(fit.program) for fit in matches.fits if _could_serve(fit, each)]
    named = f" Nothing else rules out: {joined(programs[:MOST])}." if programs and each.serves is not Truth.UNMET else ""
    costs = "What it would not provide" if each.is_below else "What it would ask of the person"
    lines = [line(f"{costs}: {ended(because[name])} ", code(name)) for name in each.against]
    if each.open:
        lines.append(line(f"Not known yet, and against it if true: {' '.join(ended(because[name]) for name in each.open)}"))
    if not each.is_below:
        lines.append(line("It is more than is suggested."))
    return Item(line(strong(level_title(definition, each.level)), f" {_SERVES[each.serves]}.{named}"), tuple(lines))


def _could_serve(fit: Fit, each: Meanwhile) -> bool:
    """Return whether a program has a level and only the level and its hours rule it out."""
    required = {question.id for question in fit.questions if question.is_required}
    return fit.known.values.get("level") == frozenset((each.level,)) and required.intersection(fit.unmet) <= {"level", "hours"}


def _comparison(shown: Sequence[Fit], matches: Matches, beside: int) -> list[Block]:
    """Return tables with one row per question and one column per program."""
    if not shown:
        return []
    tables = [_table(shown[start : start + beside], matches) for start in range(0, len(shown), beside)]
    return [Heading("Side by side"), Paragraph(line(HOW_COMPARED)), *tables]


def _table(fits: Sequence[Fit], matches: Matches) -> Table:
    rows: list[tuple[Line, ...]] = [(line("outcome"), *(line(strong(OUTCOMES[fit.fits])) for fit in fits))]
    for i, question in enumerate(matches.questions):
        preferred = "" if question.is_required else "preferred: "
        rows.append((line(f"{preferred}{question.words}"), *(_answer(fit, question, fit.answers[i], matches) for fit in fits)))
    rows += [(line(title), *(line(words) for words in cells)) for title, cells in _other_rows(fits, matches)]
    named = joined([fit.program.title for fit in fits])
    return Table(("Question", *(_title(fit.program) for fit in fits)), tuple(rows), caption=f"Side by side: {named}", has_row_headers=True)


def _answer(fit: Fit, question: ProgramQuestion, answer: Truth, matches: Matches) -> Line:
    said = says(matches, fit, question)
    if said in {"yes", "no", NOT_STATED}:
        return line(said if answer is not Truth.UNKNOWN or said == NOT_STATED else f"not known: {said}")
    return line(f"{ {Truth.MET: 'yes', Truth.UNMET: 'no', Truth.UNKNOWN: 'not known'}[answer] }: {said}")


def _other_rows(fits: Sequence[Fit], matches: Matches) -> list[tuple[str, list[str]]]:
    """Return what the programs state beyond the questions; rows that no program fills are left out."""
    asked = {question.condition.fact.id for question in matches.questions if isinstance(question.condition, Among)}
    left_out = {*FOLLOWS, *asked, "level", "hours_per_week", "setting", "services", "treats"}
    rows = [(fact.about.title, [known_words(fit, name, matches) for fit in fits]) for name, fact in matches.programs.facts.items() if name not in left_out]
    if not matches.needs.taken:
        rows.append(("when it meets", [week_words(fit) for fit in fits]))
    rows.append(("where it is", [fit.program.location or NOT_STATED for fit in fits]))
    rows += [(title[0].lower() + title[1:], [fit.program.notes.get(name, NOT_STATED) for fit in fits]) for name, title in NOTES.items()]
    return [(title, cells) for title, cells in rows if any(cell != NOT_STATED for cell in cells)]


def _prices(shown: Sequence[Fit], matches: Matches) -> list[Block]:
    """Return hours and prices, stays last, each with who stated it and when."""
    priced = sorted((fit for fit in shown if "price" in fit.program.notes), key=is_stay)
    if not priced:
        return []
    rows = tuple(
        (
            line(_title(fit.program)),
            line(known_words(fit, "level", matches)),
            line("day and night" if is_stay(fit) else known_words(fit, "hours_per_week", matches)),
            line(fit.program.notes["price"]),
            _said_by(fit.program, "price"),
        )
        for fit in priced
    )
    return [
        Heading("What it costs"),
        Paragraph(line(PRICES)),
        Table(("Program", "Level", "Hours a week", "Price, as stated", "Stated by"), rows, has_row_headers=True),
    ]


def _said_by(program: Program, key: str) -> Line:
    statement = program.statement(key)
    if statement is None:
        return ()
    spans = [code(citation.id) for citation in statement.sources]
    return line(*(part for span in spans for part in (span, " ")), statement.on or "date not stated")


def _basis(shown: Sequence[Fit], matches: Matches) -> list[Block]:
    """Return who stated what and when, the sources and the criteria."""
    items = tuple(_statements(fit.program) for fit in shown)
    named = {citation.id for fit in shown for statement in fit.program.statements for citation in statement.sources}
    definition = matches.definition
    force = f", {in_force(definition)}" if in_force(definition) else ""
    said: list[Block] = [Heading("Who stated this, and when"), Bullets(items)] if items else []
    return [
        *said,
        *sources(matches.programs, named),
        Heading("Basis"),
        Paragraph(line(f"{definition.title} ({definition.id}, version {definition.version}{force}).")),
        Paragraph(line(NOBODY_CHECKED)),
        Paragraph(line(JUDGEMENT)),
    ]


def _statements(program: Program) -> Item:
    lines: list[Line] = []
    for statement in program.statements:
        said = cited(statement.sources)
        lines.append(
            line(*(said[0] if said else ("Source not stated",)), f", {statement.on or 'date not stated'}: {', '.join(statement.keys).replace('_', ' ')}.")
        )
    return Item(line(_title(program)), tuple(lines))


def asking(matches: Matches, fit: Fit) -> Document:
    """Return the questions to ask a program; what could rule it out comes first."""
    found = asks(matches, fit)
    groups = (
        ("First: what could rule it out", [ask for ask in found if ask.rules_out and ask.of == "program"]),
        ("Then: what else is required", [ask for ask in found if not ask.rules_out and ask.is_required and ask.of == "program"]),
        ("Then: what is preferred", [ask for ask in found if not ask.is_required and ask.of == "program"]),
        ("To find out about the person", [ask for ask in found if ask.of == "person"]),
    )
    blocks: list[Block] = [Heading(f"What to ask {_title(fit.program)}", 1), Paragraph(line(f"So far: {OUTCOMES[fit.fits]}."))]
    if fit.fits is Truth.UNMET:
        blocks += [Paragraph(line("What is known rules it out; no answer would change that:")), Bullets(tuple(Item(each) for each in _reasons(fit, matches)))]
    elif not found:
        blocks.append(Paragraph(line("There is nothing left to ask.")))
    blocks += [Paragraph(line(notice)) for notice in matches.programs.notices]
    for heading, group in groups if fit.fits is not Truth.UNMET else ():
        blocks += [Heading(heading), Bullets(tuple(map(_ask, group)))] if group else []
    return (*blocks, *_basis([fit], matches))


def _ask(ask: Ask) -> Item:
    label = "Needed" if ask.rules_out else "Asked for" if ask.is_required else "Preferred"
    return Item(line(ask.words), (line(f"{label}: {ended(ask.needed)}"),) if ask.needed else ())
