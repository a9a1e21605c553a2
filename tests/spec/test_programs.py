"""Programs

A level of care is half an answer: people go to a *program*. A program file says what is known of programs, in the words of a criteria set; a needs file says
what a person asks of one, beside the level. `carelevel programs`, and `carelevel.match`, say of each program whether it *fits*, *does not fit*, or *cannot
be told yet*.

Nothing new is needed to say so. A program is a case: what is known of a place, as a person's case is what is known of a person. What it has to be is a
condition on that case. So [met, unmet and unknown](#met_unmet_unknown) mean here what they mean everywhere: a program fits when all that is required of it
is met, does not fit as soon as something required is unmet, and is not known yet otherwise.
"""

from collections.abc import Mapping
from typing import Any

import pytest

import carelevel
from carelevel.model.problems import CriteriaError
from carelevel.programs.matches import Matches
from carelevel.show.programs import OUTCOMES
from carelevel.syntax.needs_reader import read_needs
from carelevel.syntax.program_reader import read_programs
from carelevel.syntax.program_schema import (
    ExclusionShape,
    LocationShape,
    NeedsShape,
    ProgramShape,
    ProgramsShape,
    SessionShape,
    StatementShape,
    TakenShape,
    TrackShape,
)
from carelevel.syntax.validation import keys
from carelevel.syntax.yaml_reader import read_yaml
from tests.spec.shows import Shows, _code

GIVEN = """
levels:
  outpatient: {title: Outpatient care, setting: home, hours_per_week: [0, 8]}
  iop: {title: Intensive outpatient program, setting: home, hours_per_week: [9, 19]}
  residential: {title: Residential treatment, setting: facility}
services: {erp: Exposure and response prevention}
facts:
  symptoms: {type: scale, values: [none, mild, severe], worse: high}
  danger: {type: yes_no, worse: yes}
  works: {type: yes_no}
  conditions: {type: set, values: [ocd, ptsd]}
criteria:
  - {id: severe, suggests: iop, when: {symptoms: severe}, because: Weekly care is not enough.}
  - {id: danger, requires: residential, when: {danger: yes}, because: Danger is not left at home.}
  - {id: ocd, adds: [erp], when: {conditions: {includes: ocd}}, because: It is the first choice for OCD.}
"""

PERSON = "{symptoms: severe, danger: no, works: yes, conditions: [ocd]}"

WHOLE = "level: iop, hours_per_week: 9, services: [erp], treats: [ocd], takes: {symptoms: severe}, excludes: []"

ERP = "services include Exposure and response prevention"

TOP = "criteria: shown\nlanguages: {english: English, spanish: Spanish}\npayers: {medicare: Medicare}\n"


def matched(shows: Shows, statement: str, needs: str, person: str) -> Matches:
    criteria = shows._load("")
    text = f"{TOP}programs:\n  - {{id: shown, title: Shown, stated: [{statement}]}}\n"
    programs = read_programs([(text, "programs.yaml")], criteria.definition)
    asked = read_needs(needs, "needs.yaml", programs) if needs else None
    return carelevel.match(criteria.recommend(read_yaml(person, "case.yaml")[0].data), programs, asked)


def shows_fits(shows: Shows, expected: Mapping[str, tuple[str, str]], needs: str = "", person: str = PERSON, beside: str = WHOLE) -> None:
    """Show whether programs fit: what each states beside what the others state as well, and the questions that decide it."""
    actual = {statement: _outcome(matched(shows, _with(beside, statement), needs, person)) for statement in expected}
    assert actual == expected
    shows._fenced("yaml", needs)
    shows._table(("The program states", "Outcome", "Because of, or to ask about"), [(_code(f"{{{statement}}}"), *found) for statement, found in actual.items()])


def _with(beside: str, statement: str) -> str:
    """Return a statement with what it does not say for itself taken from another one."""
    said = read_yaml(f"{{{statement}}}", "x")[0].data
    rest = {key: value for key, value in read_yaml(f"{{{beside}}}", "x")[0].data.items() if key not in said}
    return str({**rest, **said}).replace("True", "yes").replace("False", "no")


def _outcome(matches: Matches) -> tuple[str, str]:
    fit = matches.fits[0]
    words = {question.id: question.words for question in matches.questions}
    # What fits can still be asked for what is preferred.
    return OUTCOMES[fit.fits], "; ".join(words[name] for name in fit.obstacles or (*fit.unmet, *fit.unknown))


def shows_keys(shows: Shows, shapes: tuple[type[Any], ...], said: Mapping[str, str]) -> None:
    """Show all keys of some shapes, and what each says."""
    assert list(said) == [key for shape in shapes for key in keys(shape)]
    shows._table(("Key", "Says"), [(_code(key), words) for key, words in said.items()])


def shows_refused(shows: Shows, text: str, *expected: str) -> None:
    """Show a program file that is refused."""
    with pytest.raises(CriteriaError) as error:
        read_programs([(text, "programs.yaml")], shows._load("").definition)
    shows._fenced("yaml", text)
    shows._problems(error.value.problems, expected)


class TestFile:
    """A program file"""

    def test_keys(self, shows: Shows) -> None:
        """A program file names the criteria whose levels, services and facts it uses, and declares the words that programs use beside them. The files of a folder are read
        together, and share these words; one file holds some hundreds of programs."""
        shows_keys(
            shows,
            (ProgramsShape, ProgramShape),
            {
                "criteria": "the id of the criteria set",
                "notice": "what has to be read with the programs; it is shown with every answer",
                "sources": "who says it, as in a criteria file",
                "treats": "the sets of the criteria in which a person's conditions stand; all of its sets when it is left out",
                "languages": "ids and titles of languages",
                "payers": "ids and titles of those who pay",
                "accreditors": "ids and titles of those who accredit",
                "programs": "the programs",
                "id": "a name for files and answers",
                "title": "a name for readers",
                "invented": "`yes` for a program that is made up; it is shown wherever the program is named",
                "stated": "statements: what somebody said of the program, and when it was true",
            },
        )

    def test_statement(self, shows: Shows) -> None:
        """A statement says who said it, on which day it was true, and what. Statements of a program add up; two that contradict each other are refused, so
        that what is no longer true is taken out and not outvoted. What nobody states stays unknown. Facts are written as in a
        [case](#cases): a value, operators where it is known in part, and for a set its complete list, or its members with yes or no."""
        shows_keys(
            shows,
            (StatementShape,),
            {
                "source": "who said it",
                "on": "the day on which it was true",
                "level": "the level that the program says it is",
                "setting": "`home`, `facility` or `hospital`, where people sleep; it follows from the level where the criteria say so",
                "hours_per_week": "hours of treatment a week",
                "days_per_week": "days a week",
                "weeks": "weeks that a usual course takes",
                "waiting_days": "days until the first session",
                "licensed": "whether it is licensed for its level",
                "reports_outcomes": "whether it measures and reports outcomes",
                "step_down": "whether it arranges what follows",
                "services": "the services of the criteria that it offers",
                "treats": "the conditions that it treats: members of the sets named under `treats`",
                "formats": "`individual`, `group`, `family`",
                "modes": "`in_person`, `telehealth`",
                "times": "`daytime`, `evening`, `weekend`, where the hours are not known; on weekdays evening begins at 17:00",
                "languages": "the languages in which all of it can be had",
                "payers": "who it accepts to pay",
                "accreditation": "who accredits it",
                "takes": "whom it takes: a condition over the facts of the criteria",
                "excludes": "whom it does not take: conditions; an empty list when it turns nobody away",
                "tracks": "the weeks of sessions that it offers, all of them",
                "location": "where it is",
                "price": "its price in its own words; prices are shown and never reckoned with",
                "licence": "its licence, in words",
                "assessment": "who decides that it fits, and how",
                "crisis": "who answers at night",
                "aftercare": "what follows",
                "outcomes": "what it measures, and what came out",
            },
        )

    def test_inside(self, shows: Shows) -> None:
        """Times are written `"17:30"`, and a session ends on the day on which it begins: `"24:00"` is midnight."""
        shows_keys(
            shows,
            (TrackShape, SessionShape, ExclusionShape, LocationShape),
            {
                "title": "a name for the week",
                "sessions": "its sessions",
                "attend": "on how many of the days a person attends; all of them when it is left out",
                "mode": "`in_person` or `telehealth`; it follows from `modes` where that says so",
                "days": "days from `mon` to `sun`",
                "from": "the time from which it is",
                "to": "the time until which it is",
                "minutes": "how long it is, when it lies somewhere between the two times",
                "when": "a condition over the facts of the criteria",
                "because": "the reason that the program gives",
                "words": "where it is, in words",
                "at": "latitude and longitude, in degrees",
            },
        )


class TestQuestions:
    """What every program is asked"""

    def test_person(self, shows: Shows) -> None:
        """The person of these examples has severe symptoms, works, has OCD and nothing else, and is in no danger, so that an intensive outpatient program with ERP is suggested. Each
        program states `{level: iop, hours_per_week: 9, services: [erp], treats: [ocd], takes: {symptoms: severe}, excludes: []}`, but for what the row says."""
        shows_fits(shows, {"hours_per_week: 9": ("fits", "")})

    def test_unknown(self, shows: Shows) -> None:
        """What is not stated counts neither as yes nor as no."""
        shows_fits(
            shows,
            {
                "treats: {}": ("not known yet", "conditions treated include ocd"),
                "treats: []": ("does not fit", "conditions treated include ocd"),
                "takes: {symptoms: severe}": ("fits", ""),
            },
        )

    def test_level(self, shows: Shows) -> None:
        """**The level** is asked exactly, and **the hours** against the least that the criteria give for the level that a program claims, and for the one that is
        suggested. Bounds are included."""
        shows_fits(
            shows,
            {
                "level: outpatient, hours_per_week: 4": ("does not fit", "level of care is Intensive outpatient program; time a week is 9 hours or more"),
                "hours_per_week: 6": ("does not fit", "time a week is 9 hours or more"),
                "hours_per_week: {at_least: 6}": ("not known yet", "time a week is 9 hours or more"),
            },
        )

    def test_open_level(self, shows: Shows) -> None:
        """While several levels are possible, a program of one of them cannot be told, and a program of none of them does not fit. Here nothing is known of danger."""
        shows_fits(
            shows,
            {
                "level: iop": (
                    "not known yet",
                    "level of care is at least Intensive outpatient program",
                ),
                "level: outpatient, hours_per_week: 4": ("does not fit", "level of care is at least Intensive outpatient program"),
            },
            person="{symptoms: severe, works: yes, conditions: [ocd]}",
        )

    def test_conditions(self, shows: Shows) -> None:
        """**Conditions**: each condition that the person is known to have has to be treated. What the person may turn out to have keeps a program from fitting only
        where it is not treated anyway. Here OCD is known, and it is not known whether there is PTSD."""
        shows_fits(
            shows,
            {
                "treats: [ocd]": ("not known yet", "conditions treated include ptsd, if that turns out to be needed"),
                "treats: [ocd, ptsd]": ("fits", ""),
                "treats: [ptsd]": ("does not fit", "conditions treated include ocd"),
            },
            person="{symptoms: severe, danger: no, works: yes, conditions: {ocd: yes}}",
        )

    def test_services(self, shows: Shows) -> None:
        """**Services** that criteria add to the care rule no program out, or somebody who needs a hospital could be left without one. Each is a preference, and
        something to ask on the first call. What the needs file requires still rules a program out, a service too."""
        shows_fits(shows, {"services: [erp]": ("fits", ""), "services: {}": ("fits", ERP), "services: []": ("fits", ERP)})
        shows_fits(shows, {"services: []": ("does not fit", ERP)}, needs="requires: {services: {includes: erp}}")

    def test_whom(self, shows: Shows) -> None:
        """**Whom it takes** and **whom it excludes** are asked of the person. A program that does not say whom it excludes may exclude this person."""
        shows_fits(
            shows,
            {
                "takes: {symptoms: mild}": ("does not fit", "it takes people like this person"),
                "excludes: [{when: {works: yes}}]": ("does not fit", "none of its exclusions applies to this person"),
                "excludes: [{when: {danger: yes}}, {when: {symptoms: none}}]": ("fits", ""),
            },
        )


class TestNeeds:
    """What a person needs"""

    def test_keys(self, shows: Shows) -> None:
        """A needs file says what a person asks of a program beside its level. Everything in it may be left out."""
        shows_keys(
            shows,
            (NeedsShape, TakenShape),
            {
                "taken": "hours of the week that are taken: work, school, caring for others",
                "travel_minutes": "minutes on the way, there and back each, where people come in person",
                "home": "where the way begins: latitude and longitude",
                "requires": "a condition over what is known of programs; each part of it is a question, and a program that does not meet one does not fit",
                "prefers": "the same, without which a program fits all the same",
                "days": "days from `mon` to `sun`",
                "from": "the time from which it is",
                "to": "the time until which it is; past midnight it is another entry",
                "because": "what the hours are taken by",
            },
        )

    def test_requires(self, shows: Shows) -> None:
        """What is required is a condition, with every operator and group. Beside the facts that programs state, it can ask for `distance_km`, the distance between `home` and the program in a
        straight line, in kilometres, rounded up."""
        shows_fits(
            shows,
            {
                "location: {words: near, at: [41.9, -87.64]}, modes: [in_person]": ("fits", ""),
                "location: {words: far, at: [42.9, -87.64]}, modes: [in_person]": (
                    "does not fit",
                    "either ways to take part include by telehealth, or distance in a straight line is 15 km or less",
                ),
                "modes: [telehealth]": ("fits", ""),
                "modes: {telehealth: no}": (
                    "not known yet",
                    "either ways to take part include by telehealth, or distance in a straight line is 15 km or less",
                ),
            },
            needs="home: [41.88, -87.64]\nrequires:\n  any: [{modes: {includes: telehealth}}, {distance_km: {at_most: 15}}]",
        )

    def test_week(self, shows: Shows) -> None:
        """**The week** is compared to the minute: sessions, with the way there and back, keep clear of the hours that are taken, or they do not. What ends at
        16:30 is clear of what begins then. A session somewhere between two times fits when it fits wherever it lies, and does not when no gap is long enough."""
        shows_fits(
            shows,
            {
                'tracks: [{mode: in_person, sessions: [{days: [mon, wed, fri], from: "17:00", to: "20:00"}]}]': ("fits", ""),
                'tracks: [{mode: in_person, sessions: [{days: [mon, wed, fri], from: "16:30", to: "19:30"}]}]': (
                    "does not fit",
                    "sessions keep clear of the hours taken",
                ),
                'tracks: [{mode: telehealth, sessions: [{days: [mon, wed, fri], from: "16:30", to: "19:30"}]}]': ("fits", ""),
                'tracks: [{sessions: [{days: [mon, wed, fri], from: "16:30", to: "19:30"}]}]': ("not known yet", "sessions keep clear of the hours taken"),
                'tracks: [{mode: in_person, sessions: [{days: [mon, wed, fri], from: "15:00", to: "20:30", minutes: 180}]}]': (
                    "not known yet",
                    "sessions keep clear of the hours taken",
                ),
                "times: [evening]": ("not known yet", "sessions keep clear of the hours taken"),
            },
            needs='travel_minutes: 30\ntaken:\n  - {days: [mon, tue, wed, thu, fri], from: "08:30", to: "16:30", because: work}',
        )

    def test_tracks(self, shows: Shows) -> None:
        """Of several tracks one is enough. With `attend`, so many days are. A stay takes every hour, so that it collides with any that is taken."""
        shows_fits(
            shows,
            {
                'tracks: [{sessions: [{days: [mon], from: "09:00", to: "18:00"}]}, {sessions: [{days: [sat], from: "09:00", to: "18:00"}]}]': ("fits", ""),
                'tracks: [{attend: 2, sessions: [{days: [mon, sat, sun], from: "09:00", to: "13:30"}]}]': ("fits", ""),
            },
            needs='taken:\n  - {days: [mon], from: "08:30", to: "16:30", because: work}',
        )


class TestSideBySide:
    """Side by side"""

    def test_front(self, shows: Shows) -> None:
        """There is no score. One program *stands behind* another when that one is certain to be at least as good for every question and better for one, whatever
        the answers that are still open turn out to be. Programs that fit are shown first, then those that cannot be told, in each first those that nothing beats; then
        those that do not fit, the nearest first: with the fewest obstacles, and of these first those of the right level. Where nothing fits, the answer says so, and
        what to do in danger until there is a place (`nearest` and `until_then` of the JSON form)."""
        criteria = shows._load("")
        stated = {"far": "waiting_days: 20", "soon": "waiting_days: 3", "silent": ""}
        listed = "".join(f"  - {{id: {name}, title: {name}, stated: [{_with(WHOLE, said)}]}}\n" for name, said in stated.items())
        programs = read_programs([(f"{TOP}programs:\n{listed}", "programs.yaml")], criteria.definition)
        needs = {"prefers": {"waiting_days": {"at_most": 7}}}
        behind = carelevel.match(criteria.recommend(read_yaml(PERSON, "x")[0].data), programs, needs).behind()

        assert {name: [each.program for each in found] for name, found in behind.items()} == {"far": ["soon"]}
        shows._fenced("yaml", "prefers: {waiting_days: {at_most: 7}}")
        rows = [(name, _code(f"{{{said}}}"), ", ".join(each.program for each in behind.get(name, ())) or "nothing") for name, said in stated.items()]
        shows._table(("Program", "States", "Stands behind"), rows)


class TestRefused:
    """What is refused"""

    def test_contradictions(self, shows: Shows) -> None:
        """Statements that contradict each other, or the sessions; and times that are the wrong way round."""
        shows_refused(
            shows,
            "criteria: shown\nprograms:\n  - id: evening\n    title: Evening\n    stated:\n      - {on: 2026-11-01, hours_per_week: 9}\n      - {on: 2026-11-20, hours_per_week: 6}\n",
            """
            programs.yaml:7:42: contradiction: what is said of `hours_per_week` contradicts an earlier statement of the same program
              hint: take out what is not true, or no longer
            """,
        )
        shows_refused(
            shows,
            'criteria: shown\nprograms:\n  - id: evening\n    title: Evening\n    stated:\n      - tracks: [{sessions: [{days: [mon], from: "20:00", to: "17:00"}]}]\n',
            """
            programs.yaml:6:30: bounds-reversed: `17:00` is not later than `20:00` on the same day
              hint: what goes on past midnight is two entries: one to 24:00, and one from 00:00 on the next day
            """,
        )
