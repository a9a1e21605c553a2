"""The plug-in: an app that keeps criteria runs their examples and vignettes with its own tests."""

import pytest

# Loaded before the inner runs begin: each of these forgets what it loaded itself, and libraries in C are not loaded twice.
import carelevel.verify.testing.suites  # noqa: F401

pytest_plugins = "pytester"

CRITERIA = """
carelevel: 1
id: app
version: "1"
title: Of an app
levels: {low: {title: Low}, high: {title: High}}
facts: {danger: {type: yes_no}, works: {type: yes_no}}
criteria:
  - {id: danger, requires: high, when: {danger: yes}, because: Danger., examples: [{case: {danger: yes}, is: met}, {case: {danger: no}, is: unmet}]}
"""
VIGNETTES = """
criteria: app
vignettes:
  - {id: in-danger, title: In danger, case: {danger: yes}, expect: {level: high}}
  - {id: at-work, title: At work, case: {danger: no}, cases: [{works: yes}, {works: no}], expect: {level: low}}
"""
SETTING = """
[pytest]
carelevel_files =
    rules/*/criteria.yaml
    rules/*/vignettes.yaml
"""


@pytest.fixture
def app(pytester: pytest.Pytester) -> pytest.Pytester:
    """An app with criteria, and a test of its own."""
    folder = pytester.mkdir("rules") / "app"
    folder.mkdir()
    (folder / "criteria.yaml").write_text(CRITERIA, "utf-8")
    (folder / "vignettes.yaml").write_text(VIGNETTES, "utf-8")
    (pytester.path / "settings.yaml").write_text("- not: criteria\n", "utf-8")
    pytester.makepyfile(test_app="def test_own():\n    pass\n")
    pytester.makefile(".ini", pytest=SETTING)
    return pytester


def rewritten(app: pytest.Pytester, old: str, new: str) -> None:
    file = app.path / "rules" / "app" / "vignettes.yaml"
    assert old in VIGNETTES
    file.write_text(VIGNETTES.replace(old, new), "utf-8")


def test_examples_and_vignettes_are_tests_of_the_app(app: pytest.Pytester) -> None:
    result = app.runpytest_inprocess("-v", "-p", "no:xdist")

    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(["rules/app/criteria.yaml::example danger 1 PASSED*", "rules/app/vignettes.yaml::vignette at-work 2 PASSED*"])


def test_nothing_is_collected_until_the_app_says_which_files(app: pytest.Pytester) -> None:
    """Most YAML files are no criteria, and nobody asked for them to be tests."""
    (app.path / "pytest.ini").write_text("[pytest]\n", "utf-8")

    app.runpytest_inprocess("-p", "no:xdist").assert_outcomes(passed=1)


def test_a_failure_shows_what_was_expected_and_what_came_out_and_no_traceback(app: pytest.Pytester) -> None:
    rewritten(app, "expect: {level: high}", "expect: {level: low}")

    result = app.runpytest_inprocess("-p", "no:xdist")

    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(["rules/app/vignettes.yaml:4:5", "level: expected low, came out high", "the answer: High is suggested"])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


def test_what_is_to_do_is_an_expected_failure_that_may_not_pass_unnoticed(app: pytest.Pytester) -> None:
    rewritten(app, "expect: {level: high}", "todo: Not yet., expect: {level: low}")
    app.runpytest_inprocess("-p", "no:xdist").assert_outcomes(passed=5, xfailed=1)

    rewritten(app, "expect: {level: high}", "todo: Not yet., expect: {level: high}")
    app.runpytest_inprocess("-p", "no:xdist").assert_outcomes(passed=5, failed=1)


def test_a_file_with_problems_says_all_of_them_and_no_traceback(app: pytest.Pytester) -> None:
    rewritten(app, "{danger: no}, cases", "{dangr: no}, cases")

    result = app.runpytest_inprocess("-p", "no:xdist")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["rules/app/vignettes.yaml:5:42: unknown-fact: no fact is called `dangr`", "*did you mean `danger`?"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_without_criteria_nothing_of_the_reader_is_loaded(pytester: pytest.Pytester) -> None:
    """A test run that has none of them pays for none of it."""
    pytester.makepyfile(
        """
        import sys

        def test_own():
            assert "carelevel.pytest_plugin" in sys.modules
            assert not {"carelevel.verify.testing", "carelevel.api", "pydantic_core", "yaml"} & set(sys.modules)
        """
    )

    pytester.runpytest_subprocess("-p", "no:xdist", "-p", "no:hypothesispytest", "-p", "no:cov").assert_outcomes(passed=1)


def test_vignettes_can_be_chosen_by_name(app: pytest.Pytester) -> None:
    app.runpytest_inprocess("-p", "no:xdist", "-k", "at-work").assert_outcomes(passed=2, deselected=4)
