"""Programs

A level of care is half an answer: people go to a *program*. A program file describes programs in the words of a criteria set. A needs file says what a
person needs from a program in addition to the level. `carelevel programs` and `carelevel.match` say for each program whether it *fits*, *does not fit*,
or *cannot be told yet*.

This uses the language as it is. A program is a case: what is known about a place, just as a person's case is what is known about a person. What the
program must be is a condition on that case. So [met, unmet and unknown](#met_unmet_unknown) mean the same as everywhere: a program fits if every
requirement is met, does not fit as soon as one is unmet, and otherwise cannot be told yet.
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
    """Program files"""

    def test_keys(self, shows: Shows) -> None:
        """A program file names the criteria whose levels, services and facts it uses, and declares the other words that its programs use. The files of a
        folder are read together and share these words; one file can hold several hundred programs."""
        shows_keys(
            shows,
            (ProgramsShape, ProgramShape),
            {
                "criteria": "the id of the criteria set",
                "notice": "a text to read with the programs; it is shown with every answer",
                "sources": "the sources of statements, as in a criteria file",
                "treats": "the sets of the criteria that hold a person's conditions; the default is all sets",
                "languages": "ids and titles of languages",
                "payers": "ids and titles of payers",
                "accreditors": "ids and titles of accreditors",
                "programs": "the programs",
                "id": "a name for files and answers",
                "title": "a name for readers",
                "invented": "`yes` for a program that is made up; it is shown wherever the program is named",
                "stated": "statements: what someone said about the program, and when it was true",
            },
        )

    def test_statement(self, shows: Shows) -> None:
        """A statement has what was said, by whom, and the day on which it was true. The statements of a program add up. Two that contradict each other are
        an error, so that outdated ones are removed and not outvoted. What no statement says is unknown. Facts are written as in a [case](#cases): a
        value, operators if it is partly known, and for a set its complete list, or its members with yes or no."""
        shows_keys(
            shows,
            (StatementShape,),
            {
                "source": "who said it",
                "on": "the day on which it was true",
                "level": "the level of care that the program states",
                "setting": "`home`, `facility` or `hospital`, where people sleep; the default follows from the level, if the criteria say so",
                "hours_per_week": "hours of treatment a week",
                "days_per_week": "days a week",
                "weeks": "weeks of a usual course",
                "waiting_days": "days until the first session",
                "licensed": "whether it is licensed for its level",
                "reports_outcomes": "whether it measures and reports outcomes",
                "step_down": "whether it arranges follow-up care",
                "services": "the services of the criteria that it offers",
                "treats": "the conditions that it treats: members of the sets named under `treats`",
                "formats": "`individual`, `group`, `family`",
                "modes": "`in_person`, `telehealth`",
                "times": "`daytime`, `evening`, `weekend`, if the hours are not known; on weekdays, evening begins at 17:00",
                "languages": "the languages in which the whole program is available",
                "payers": "the payers it accepts",
                "accreditation": "who accredits it",
                "takes": "whom it takes: a condition on the facts of the criteria",
                "excludes": "whom it does not take: conditions; an empty list if it takes everyone",
                "tracks": "all the weekly schedules that it offers",
                "location": "where it is",
                "price": "its price, in words; prices are shown but not compared",
                "licence": "its license, in words",
                "assessment": "who decides on admission, and how",
                "crisis": "whom to call at night",
                "aftercare": "what happens afterwards",
                "outcomes": "what it measures, and the results",
            },
        )

    def test_inside(self, shows: Shows) -> None:
        """Times are written `"17:30"`. A session ends on the day on which it begins; `"24:00"` is midnight."""
        shows_keys(
            shows,
            (TrackShape, SessionShape, ExclusionShape, LocationShape),
            {
                "title": "a name for the schedule",
                "sessions": "its sessions",
                "attend": "on how many of the days a person attends; the default is all",
                "mode": "`in_person` or `telehealth`; the default follows from `modes`, if possible",
                "days": "days from `mon` to `sun`",
                "from": "the start time",
                "to": "the end time",
                "minutes": "how long it is, if it can start at any time between the two",
                "when": "a condition on the facts of the criteria",
                "because": "the reason that the program gives",
                "words": "where it is, in words",
                "at": "latitude and longitude, in degrees",
            },
        )


class TestQuestions:
    """Questions for every program"""

    def test_person(self, shows: Shows) -> None:
        """The person in these examples has severe symptoms, works, has OCD and no other condition, and is not in danger, so an intensive outpatient
        program with ERP is suggested. Each program states `{level: iop, hours_per_week: 9, services: [erp], treats: [ocd], takes: {symptoms: severe},
        excludes: []}`, except for what its row says."""
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
        """**The level** must be the suggested one. **The hours** are compared with the minimum that the criteria give for the level that the program
        claims, and for the suggested level. Bounds are included."""
        shows_fits(
            shows,
            {
                "level: outpatient, hours_per_week: 4": ("does not fit", "level of care is Intensive outpatient program; time a week is 9 hours or more"),
                "hours_per_week: 6": ("does not fit", "time a week is 9 hours or more"),
                "hours_per_week: {at_least: 6}": ("not known yet", "time a week is 9 hours or more"),
            },
        )

    def test_open_level(self, shows: Shows) -> None:
        """While several levels are possible, it *cannot be told yet* whether a program of one of them fits, and a program of any other level does not fit.
        Here it is unknown whether the person is in danger."""
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
        """**Conditions**: the program must treat each condition that the person is known to have. If the person may have another condition, it *cannot be
        told yet* whether a program that does not treat it fits. Here the person has OCD, and PTSD is unknown."""
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
        """**Services** that the criteria add rule out no program, because someone who needs a hospital could be left without one. Each is a preference,
        and a question for the first call. A service that the needs file requires does rule out programs."""
        shows_fits(shows, {"services: [erp]": ("fits", ""), "services: {}": ("fits", ERP), "services: []": ("fits", ERP)})
        shows_fits(shows, {"services: []": ("does not fit", ERP)}, needs="requires: {services: {includes: erp}}")

    def test_required(self, shows: Shows) -> None:
        """**Where a level is required**, what rules a place out is its level, whom it takes and the needs, and nothing else: a condition that it does not
        treat is a question for the first call, too. Here the person is in danger, which requires a stay."""
        shows_fits(
            shows,
            {
                "level: residential, treats: []": ("fits", f"conditions treated include ocd; {ERP}"),
                "level: residential, excludes: [{when: {works: yes}}]": ("does not fit", "none of its exclusions applies to this person"),
                "treats: []": ("does not fit", "level of care is Residential treatment"),
            },
            person="{symptoms: severe, danger: yes, works: yes, conditions: [ocd]}",
            beside="hours_per_week: 9, services: [], treats: [ocd], takes: {symptoms: severe}, excludes: [], level: iop",
        )

    def test_whom(self, shows: Shows) -> None:
        """**Whom it takes** and **whom it excludes** are checked against the person. A program that does not say whom it excludes may exclude this person."""
        shows_fits(
            shows,
            {
                "takes: {symptoms: mild}": ("does not fit", "it takes people like this person"),
                "excludes: [{when: {works: yes}}]": ("does not fit", "none of its exclusions applies to this person"),
                "excludes: [{when: {danger: yes}}, {when: {symptoms: none}}]": ("fits", ""),
            },
        )


class TestNeeds:
    """Needs"""

    def test_keys(self, shows: Shows) -> None:
        """A needs file says what a person needs from a program in addition to the level. Every key is optional."""
        shows_keys(
            shows,
            (NeedsShape, TakenShape),
            {
                "taken": "hours of the week that are taken: work, school, caring for others",
                "travel_minutes": "minutes of travel each way, for sessions in person",
                "home": "where travel begins: latitude and longitude",
                "requires": "a condition on the facts of programs; each part is a question, and a program that does not meet one does not fit",
                "prefers": "the same, but a program that does not meet it can still fit",
                "days": "days from `mon` to `sun`",
                "from": "the start time",
                "to": "the end time; hours past midnight need another entry",
                "because": "what takes these hours",
            },
        )

    def test_requires(self, shows: Shows) -> None:
        """A requirement is a condition with any operator or group. Besides the facts that programs state, it can use `distance_km`: the straight-line
        distance between `home` and the program, in kilometers, rounded up."""
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
        """**The week** is compared to the minute: sessions, including travel both ways, must not overlap the hours that are taken. A session that begins
        at 16:30 does not overlap hours that end then. A session with a flexible time fits if every possible time within its window fits, and does not
        fit if no gap is long enough."""
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
        """One of several tracks is enough. With `attend`, that many days are enough. A stay takes every hour, so it overlaps any hours that are taken;
        they do not rule it out where the criteria require a stay."""
        shows_fits(
            shows,
            {
                'tracks: [{sessions: [{days: [mon], from: "09:00", to: "18:00"}]}, {sessions: [{days: [sat], from: "09:00", to: "18:00"}]}]': ("fits", ""),
                'tracks: [{attend: 2, sessions: [{days: [mon, sat, sun], from: "09:00", to: "13:30"}]}]': ("fits", ""),
            },
            needs='taken:\n  - {days: [mon], from: "08:30", to: "16:30", because: work}',
        )


class TestSideBySide:
    """Comparing programs"""

    def test_front(self, shows: Shows) -> None:
        """There is no score. A program is ranked lower only if another is certain to be at least as good in everything and better in something, whatever
        the open answers turn out to be; it is then *ranked below* the other. Programs that fit come first, then those that are not known yet, and within
        each group those that are ranked below none come first. Programs that do not fit come last, the nearest first: places of a possible level,
        then those fewer levels away; among these, those that would take the person, then those with the fewest obstacles. If nothing fits, the answer says
        so, and what to do until a place is found: the emergency department where a hospital is required, else a neighboring level that would do, with what
        to do in danger (`nearest` and `until_then` in the JSON form)."""
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
    """Errors"""

    def test_contradictions(self, shows: Shows) -> None:
        """Statements that contradict each other or the sessions, and times in the wrong order:"""
        shows_refused(
            shows,
            "criteria: shown\nprograms:\n  - id: evening\n    title: Evening\n    stated:\n      - {on: 2026-11-01, hours_per_week: 9}\n      - {on: 2026-11-20, hours_per_week: 6}\n",
            """
            programs.yaml:7:42: contradiction: `hours_per_week` contradicts an earlier statement of the same program
              hint: take out the one that is not true, or no longer true
            """,
        )
        shows_refused(
            shows,
            'criteria: shown\nprograms:\n  - id: evening\n    title: Evening\n    stated:\n      - tracks: [{sessions: [{days: [mon], from: "20:00", to: "17:00"}]}]\n',
            """
            programs.yaml:6:30: bounds-reversed: `17:00` is not later than `20:00` on the same day
              hint: for hours past midnight, write two entries: one to 24:00, and one from 00:00 on the next day
            """,
        )
