"""Problems: what they print, that nothing in them can harm who reads them, and the nearest match for a misspelt word."""

import json
import pickle
import unicodedata
from functools import cache

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from carelevel.api import loads
from carelevel.model.frozen import FrozenDict
from carelevel.model.problems import (
    LONGEST_MATCH,
    LONGEST_TEXT,
    LONGEST_WORD,
    MOST_CANDIDATES,
    MOST_HINTS,
    CarelevelError,
    CaseError,
    CriteriaError,
    Place,
    Problem,
    ProblemsError,
    Report,
    best_guess,
    did_you_mean,
    edit_distance,
    listed,
    nearest,
    one_line,
    path_text,
    printable,
    quoted,
    shortened,
)
from carelevel.verify.checks import check

LETTERS = "abcdefghij"
words = st.text(LETTERS, min_size=3, max_size=12)
short_words = st.text("ab_", max_size=7)

# Turns what follows around on a screen, goes up a line, rings, ends a line and a page, hides, and is half of a character.
HARMFUL = "\u202e\u2066\x1b[2A\x07\r\n\x0b\x0c\x85\u2028\u2029\u200b\u00ad\ufeff\x00\ud800\U000e0001"

# The same as an author of criteria can write it.
HARMFUL_REASON = r'"Nobody \u202e\u2066 goes\n\tup \u2028\u200b\u00ad\U000E0001"'
SHOWN_REASON = r"Nobody \u202e\u2066 goes up \u2028\u200b\u00ad\U000e0001"


# Problems


def test_a_problem_prints_where_what_and_the_hint() -> None:
    problem = Problem("unknown-fact", "no fact is called `mod`", place=Place("a.yaml", 3, 7), path=("criteria", 0), hint="did you mean `mood`?")

    assert str(problem) == "a.yaml:3:7: unknown-fact: no fact is called `mod`\n  hint: did you mean `mood`?"


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (Problem("circular", "it is"), "circular: it is"),
        (Problem("circular", "it is", path=("derived", "a b", 2, "sum")), "derived.a b[2].sum: circular: it is"),
        (Problem("unused-fact", "it is", "warning", Place("a", 1, 2)), "a:1:2: warning: unused-fact: it is"),
        (Problem("range-exact", "it is", "note"), "note: range-exact: it is"),
        (Problem("circular", "it is", place=Place("a", 1, 2), path=("derived",)), "a:1:2: circular: it is"),
    ],
)
def test_a_problem_without_a_place_names_the_keys_and_what_is_no_error_says_so(problem: Problem, text: str) -> None:
    assert str(problem) == text


def test_a_problem_is_json_for_programs() -> None:
    problem = Problem("invariant-broken", "it is", "error", Place("a.yaml", 3, 7), ("invariants", 0), "look", {"risk": "high"})

    assert json.loads(json.dumps(problem.to_dict())) == {
        "code": "invariant-broken",
        "message": "it is",
        "severity": "error",
        "place": {"file": "a.yaml", "line": 3, "column": 7},
        "path": ["invariants", 0],
        "hint": "look",
        "witness": {"risk": "high"},
    }
    assert Problem("circular", "it is").to_dict()["place"] is None


def test_a_problem_is_equal_by_value_and_keeps_all_but_its_place_when_moved() -> None:
    problem = Problem("circular", "it is", path=("derived", "a"), hint="take one out", witness=FrozenDict(a="b"))

    moved = problem.at(Place("a", 1, 2))

    assert moved != problem
    assert moved.at(None) == problem
    assert hash(moved.at(None)) == hash(problem)
    assert pickle.loads(pickle.dumps(moved)) == moved


@given(st.text(), st.text(), st.text(), st.text())
@example(HARMFUL, HARMFUL, HARMFUL, HARMFUL)
def test_nothing_in_a_problem_acts_on_the_terminal(message: str, hint: str, file: str, key: str) -> None:
    for place in (Place(file, 1, 1), None):
        problem = Problem("circular", message, place=place, path=(key,), hint=hint)

        assert all(line.isprintable() for line in str(problem).split("\n"))
        assert len(str(problem).split("\n")) <= 2
        assert problem.message.isprintable()
        assert problem.hint is None or problem.hint.isprintable()


def test_words_of_a_file_that_reach_a_message_are_harmless() -> None:
    """Reasons are written by authors of criteria, and read by whoever checks a case or a file."""
    text = f"""
carelevel: 1
id: harm
version: "1"
title: Harm
levels: {{low: {{title: Low}}, high: {{title: High}}}}
facts: {{risk: {{type: yes_no}}, spare: {{type: yes_no}}}}
impossible: [{{id: nobody, when: {{risk: yes}}, because: {HARMFUL_REASON}}}]
criteria: [{{id: calm, suggests: low, when: {{risk: no}}, because: It is no risk.}}]
accept: [{{check: unused-fact, because: {HARMFUL_REASON}}}]
"""
    criteria = loads(text)

    with pytest.raises(CaseError) as caught:
        criteria.recommend({"risk": "yes"})
    said = [problem.message for problem in (*caught.value.problems, *check(criteria)) if problem.code in {"impossible", "unused-fact"}]

    assert said == [
        f"this combination is declared impossible by `nobody` (`risk`): {SHOWN_REASON}",
        f"`spare` is not used by a criterion, contradiction, invariant, notice, documentation, `asked_when` or `applies_when` (accepted: {SHOWN_REASON})",
    ]


# Places and paths


def test_places_have_the_order_of_the_file() -> None:
    places = [Place("a", 1, 2), Place("a", 1, 10), Place("a", 2, 1), Place("b", 1, 1)]

    assert sorted([places[2], places[3], places[1], places[0]]) == places
    assert str(places[1]) == "a:1:10"


@pytest.mark.parametrize(
    ("path", "text"),
    [((), ""), (("a",), "a"), (("a", 0, "b"), "a[0].b"), ((0, "a"), "[0].a"), (("a\n",), "a\\u000a")],
)
def test_a_path_is_written_as_programmers_do(path: tuple[str | int, ...], text: str) -> None:
    assert path_text(path) == text


# Words of the user


@given(st.text())
@example(HARMFUL)
def test_printable_text_shows_every_character_once(text: str) -> None:
    shown = printable(text)

    assert shown.isprintable()
    assert printable(shown) == shown
    if text.isprintable():
        assert shown == text
    else:
        assert len(shown) >= len(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("abc", "abc"),
        ("é 漢 😀", "é 漢 😀"),
        ("a\u00a0b\u3000c", "a b c"),
        ("\u202e", "\\u202e"),
        ("\x1b[31m", "\\u001b[31m"),
        ("a\nb\tc", "a\\u000ab\\u0009c"),
        ("\U000e0001", "\\U000e0001"),
        ("\ud800", "\\ud800"),
        ("", ""),
    ],
)
def test_what_could_act_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(st.sampled_from("ab \t\r\n\u202e")))
def test_one_line_is_one_line_without_gaps_where_lines_ended(text: str) -> None:
    shown = one_line(text)

    assert shown.isprintable()
    assert one_line(shown) == shown
    assert shown.replace(" ", "") == printable(text.translate({9: None, 10: None, 13: None})).replace(" ", "")


@pytest.mark.parametrize(("text", "shown"), [("a\nb", "a b"), ("a  \r\n\t b", "a b"), ("a  b", "a  b"), ("\n", " "), ("a\x00b", "a\\u0000b")])
def test_line_breaks_become_a_space(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_a_long_run_of_spaces_takes_no_time() -> None:
    """A pattern that looks for them once more from each of them would take minutes."""
    assert one_line(" " * 1_000_000 + "\0") == " " * 1_000_000 + "\\u0000"


@given(st.text(max_size=3 * LONGEST_TEXT))
@example(HARMFUL * LONGEST_TEXT)
@example("a" * LONGEST_TEXT)
@example("a" * (LONGEST_TEXT + 1))
@example("\n" * LONGEST_TEXT + "a" * LONGEST_TEXT)
def test_a_long_text_is_cut(text: str) -> None:
    shown, whole = shortened(text), one_line(text)

    assert shown.isprintable()
    assert len(shown) <= LONGEST_TEXT
    if len(text) <= LONGEST_TEXT:
        assert shown == (whole if len(whole) <= LONGEST_TEXT else f"{whole[: LONGEST_TEXT - 1]}…")
    elif len(text) > LONGEST_TEXT + 1:
        assert shown.endswith("…")


@given(st.text(max_size=3 * LONGEST_WORD))
@example("`")
@example("`" * 200)
@example(HARMFUL)
def test_a_quoted_word_is_between_two_backticks_and_not_long(text: str) -> None:
    shown = quoted(text)

    assert shown.isprintable()
    assert shown.count("`") == 2
    assert shown[0] == shown[-1] == "`"
    assert len(shown) <= LONGEST_WORD + 2


@pytest.mark.parametrize(
    ("word", "shown"),
    [("mood", "`mood`"), (3, "`3`"), (1.5, "`1.5`"), ("a`b", "`a'b`"), ("", "``"), ("a" * 80, f"`{'a' * 80}`"), ("a" * 81, f"`{'a' * 79}…`")],
)
def test_quoted_words(word: object, shown: str) -> None:
    assert quoted(word) == shown


def test_a_long_list_names_a_few_and_counts_the_rest() -> None:
    assert listed(["a", "b"]) == "`a`, `b`"
    assert listed(iter("abcd"), 2) == "`a`, `b` and 2 more"
    assert listed([]) == ""


# The nearest match


@cache
def distance(left: str, right: str) -> int:
    """The definition: letters to insert, delete, replace, or swap with their neighbour, none of them touched twice."""
    if not left or not right:
        return len(left) + len(right)
    steps = [distance(left[1:], right) + 1, distance(left, right[1:]) + 1, distance(left[1:], right[1:]) + (left[0] != right[0])]
    if left[:2] == right[:2][::-1] and len(left) > 1 and len(right) > 1:
        steps.append(distance(left[2:], right[2:]) + 1)
    return min(steps)


@given(short_words, short_words, st.integers(0, 8))
@example("ab", "ba", 1)
@example("aab", "aba", 1)
@example("abab", "baba", 2)
@example("ab", "ba", 0)
def test_the_distance_is_that_of_its_definition_up_to_its_limit(left: str, right: str, limit: int) -> None:
    exact = distance(left, right)

    found = edit_distance(left, right, limit)

    assert found == exact if exact <= limit else found > limit
    assert edit_distance(right, left, limit) == found or min(found, edit_distance(right, left, limit)) > limit


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str]:
    """A word, and what one wrong letter makes of it."""
    word = draw(words)
    i, letter = draw(st.integers(0, len(word) - 1)), draw(st.sampled_from(LETTERS))
    match draw(st.sampled_from(("lost", "doubled", "put in", "wrong", "swapped"))):
        case "lost":
            slip = word[:i] + word[i + 1 :]
        case "doubled":
            slip = word[: i + 1] + word[i:]
        case "put in":
            slip = word[:i] + letter + word[i:]
        case "wrong":
            slip = word[:i] + letter + word[i + 1 :]
        case _:
            slip = word[:i] + word[i : i + 2][::-1] + word[i + 2 :]
    return word, slip


@given(slips())
@example(("abc", "ab"))
def test_one_wrong_letter_finds_the_word(pair: tuple[str, str]) -> None:
    word, slip = pair

    assert nearest(slip, [word]) == word


@given(slips(), st.lists(words, max_size=6))
def test_of_several_words_none_is_nearer_than_the_one_found(pair: tuple[str, str], others: list[str]) -> None:
    word, slip = pair
    candidates = [*others, word]

    found = nearest(slip, candidates)

    assert found is not None
    assert distance(slip, found) == min(distance(slip, each) for each in candidates)
    assert found == next(each for each in candidates if distance(slip, each) == distance(slip, found))


@given(words, st.lists(words))
def test_a_word_is_nearest_to_itself(word: str, others: list[str]) -> None:
    assert nearest(word, [*others, word]) == word


@given(words, st.lists(words, max_size=5))
def test_a_word_that_is_far_from_all_finds_none(word: str, others: list[str]) -> None:
    """A wrong hint is worse than none."""
    assume(all(distance(word, other) > max(1, len(word) // 3) for other in others))

    assert nearest(word, others) is None


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=5))
def test_whatever_is_written_the_nearest_is_one_of_the_candidates(word: str, candidates: list[str]) -> None:
    assert nearest(word, candidates) in {*candidates, None}


NAMES = ("suicide_risk", "symptom_severity", "weekly_therapy", "phq9", "gad7", "is", "one_of", "at_least")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("suicide-risk", "suicide_risk"),
        ("SuicideRisk", "suicide_risk"),
        ("suicideRisk", "suicide_risk"),
        ("Suicide Risk", "suicide_risk"),
        ("suicide_risk ", "suicide_risk"),
        ("suicide_risk:", "suicide_risk"),
        ("risk_suicide", "suicide_risk"),
        ("severity_symptom", "symptom_severity"),
        ("severity", "symptom_severity"),
        ("therapy", "weekly_therapy"),
        ("symptom_severty", "symptom_severity"),
        ("symtom_severty", "symptom_severity"),
        ("phq-9", "phq9"),
        ("PHQ9", "phq9"),
        ("phq8", "phq9"),
        ("atleast", "at_least"),
        ("mood", None),
        ("risk_of_violence", None),
        ("", None),
        ("_", None),
        ("a", None),
        ("x" * (LONGEST_MATCH + 1), None),
    ],
)
def test_slips_that_people_make(word: str, meant: str | None) -> None:
    assert nearest(word, NAMES) == meant


def test_a_part_of_two_names_means_neither() -> None:
    assert nearest("risk", ["suicide_risk", "violence_risk"]) is None


def test_only_so_many_candidates_are_looked_at() -> None:
    """A hostile file can name a million facts."""
    many = [f"{unicodedata.normalize('NFC', 'x')}{i:09d}" for i in range(MOST_CANDIDATES)]

    assert nearest("mood", [*many, "mood"]) is None
    assert nearest("mood", [*many[1:], "mood"]) == "mood"


def test_other_words_for_the_same_come_first() -> None:
    assert best_guess("reason", ["season", "because"], {"reason": "because"}) == "because"
    assert best_guess(" Reason ", ["because"], {"reason": "because"}) == "because"
    assert best_guess("reason", ["season"], {"reason": "because"}) == "season"
    assert did_you_mean("reason", ["because"], {"reason": "because"}) == "did you mean `because`?"


@pytest.mark.parametrize("word", [None, 3, True, 1.5, [], {}])
def test_what_is_no_word_is_like_none(word: object) -> None:
    assert best_guess(word, ["mood"]) is None
    assert did_you_mean(word, ["mood"]) is None


# Reports


def test_a_report_keeps_problems_in_order_and_says_which_are_about_keys() -> None:
    report = Report()

    report.add("wrong-type", ("a", 0), "first", "hint")
    report.add_key("unknown-key", ("a", "b"), "second")
    report.add("unused-fact", ("c",), "third", severity="warning")

    assert report.problems == [
        Problem("wrong-type", "first", path=("a", 0), hint="hint"),
        Problem("unknown-key", "second", path=("a", "b")),
        Problem("unused-fact", "third", "warning", path=("c",)),
    ]
    assert report.on_keys == {1}


def test_nothing_more_is_said_below_what_is_covered() -> None:
    report = Report(covered={("facts", "mood")})

    for path in (("facts", "mood"), ("facts", "mood", "values", 0)):
        report.add("wrong-type", path, "no")
        report.add_key("unknown-key", path, "no")
    for path in ((), ("facts",), ("facts", "moods"), ("mood",)):
        report.add("wrong-type", path, "yes")

    assert [problem.path for problem in report.problems] == [(), ("facts",), ("facts", "moods"), ("mood",)]
    assert report.on_keys == set()


def test_after_many_problems_no_nearest_match_is_looked_for() -> None:
    report = Report()
    assert (report.near("mod", ["mood"]), report.guess("mod", ["mood"])) == ("did you mean `mood`?", "mood")

    for i in range(MOST_HINTS):
        report.add("wrong-type", (i,), "no")

    assert (report.near("mod", ["mood"]), report.guess("mod", ["mood"])) == (None, None)


# Errors


@pytest.mark.parametrize("kind", [CriteriaError, CaseError])
def test_an_error_carries_all_problems_and_prints_them(kind: type[ProblemsError]) -> None:
    problems = (Problem("circular", "first", hint="look"), Problem("wrong-type", "second", place=Place("a", 1, 2)))

    error = kind(iter(problems))

    assert isinstance(error, CarelevelError)
    assert error.problems == problems
    assert str(error) == "circular: first\n  hint: look\na:1:2: wrong-type: second"
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.problems, str(again)) == (kind, problems, str(error))
