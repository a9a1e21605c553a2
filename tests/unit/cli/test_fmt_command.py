"""`carelevel fmt`: one layout, comments kept, nothing written that means something else."""

import stat
from pathlib import Path

import pytest
import yaml

from carelevel.syntax import formatter
from carelevel.syntax.bundled import rules_folder
from tests.problems.transcripts import HERE as PROBLEMS
from tests.unit.cli.running import Cli, Result, environment, program

UNTIDY = """\
# Who these are for.
levels:   {low:  {title: "Low"}}
criteria:
- id: danger # the first one
  when: {any: [{danger: 'yes'},
     # and also
     {harm: yes}]}
- {id: calm}
"""

TIDY = """\
# Who these are for.
levels: {low: {title: Low}}
criteria:
  - id: danger  # the first one
    when:
      any:
        - {danger: "yes"}
        # and also
        - {harm: yes}

  - {id: calm}
"""


@pytest.fixture
def untidy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a.yaml"
    path.write_text(UNTIDY, "utf-8")
    return path


def test_a_file_is_laid_out_in_place(cli: Cli, untidy: Path) -> None:
    untidy.chmod(0o640)

    assert cli("fmt", "a.yaml") == Result(0, "a.yaml was formatted\n1 of 1 file changed\n", "")
    assert untidy.read_text("utf-8") == TIDY
    assert stat.S_IMODE(untidy.stat().st_mode) == 0o640
    assert [path.name for path in Path().iterdir()] == ["a.yaml"]
    assert cli("fmt", "a.yaml") == Result(0, "0 of 1 file changed\n", "")


@pytest.mark.usefixtures("untidy")
def test_standard_input_is_printed_laid_out(cli: Cli) -> None:
    assert cli("fmt", "-", stdin=UNTIDY) == Result(0, TIDY, "")
    assert cli("fmt", "-", stdin=TIDY) == Result(0, TIDY, "")


def test_what_is_printed_is_the_file_in_every_locale() -> None:
    done = program("fmt", "-", stdin="a:   Löwe’s\n".encode(), env=environment(PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C"))

    assert (done.returncode, done.stdout.decode()) == (0, "a: Löwe’s\n")


def test_check_says_what_would_change_and_changes_nothing(cli: Cli, untidy: Path) -> None:
    Path("b.yaml").write_text(TIDY, "utf-8")

    assert cli("fmt", "--check", "a.yaml", "b.yaml") == Result(1, "a.yaml would change\n1 of 2 files would change\n", "")
    assert cli("fmt", "--check", "b.yaml") == Result(0, "0 of 1 file would change\n", "")
    assert untidy.read_text("utf-8") == UNTIDY


def test_diff_shows_what_would_change_and_changes_nothing(cli: Cli, untidy: Path) -> None:
    result = cli("fmt", "--diff", "a.yaml")

    assert (result.code, result.err) == (1, "")
    assert result.out.splitlines()[:2] == ["--- a.yaml", "+++ a.yaml"]
    assert '-levels:   {low:  {title: "Low"}}' in result.out.splitlines()
    assert "+levels: {low: {title: Low}}" in result.out.splitlines()
    assert untidy.read_text("utf-8") == UNTIDY
    assert cli("fmt", "--diff", "-", stdin=TIDY) == Result(0, "", "")


@pytest.mark.usefixtures("untidy")
def test_a_folder_means_all_its_yaml_files(cli: Cli) -> None:
    Path("sub").mkdir()
    Path("sub/b.yml").write_text(UNTIDY, "utf-8")
    Path("sub/notes.txt").write_text(UNTIDY, "utf-8")

    assert cli("fmt", "--check", ".").out == "a.yaml would change\nsub/b.yml would change\n2 of 2 files would change\n"
    Path("empty").mkdir()
    assert cli("fmt", "empty") == Result(2, "", "carelevel: there are no .yaml or .yml files in what was named\n")


def test_nothing_is_written_when_one_file_cannot_be_read(cli: Cli, untidy: Path) -> None:
    Path("b.yaml").write_text("a: [1\n", "utf-8")
    Path("c.yaml").write_text("a: 1\na: 2\n", "utf-8")

    result = cli("fmt", "a.yaml", "b.yaml", "c.yaml", "gone.yaml")

    assert (result.code, result.out) == (2, "")
    assert [line.split(": ")[0] for line in result.err.splitlines() if not line.startswith("  ")] == ["b.yaml:1:4", "c.yaml:2:1", "not-found"]
    assert untidy.read_text("utf-8") == UNTIDY


@pytest.mark.usefixtures("untidy")
def test_json_keeps_the_layout_it_has(cli: Cli) -> None:
    Path("a.json").write_text('{"a": 1}', "utf-8")

    assert cli("fmt", "a.json").code == 2
    assert Path("a.json").read_text("utf-8") == '{"a": 1}'


def test_a_link_stays_a_link(cli: Cli, untidy: Path) -> None:
    Path("link.yaml").symlink_to(untidy)

    assert cli("fmt", "link.yaml").code == 0
    assert Path("link.yaml").is_symlink()
    assert untidy.read_text("utf-8") == TIDY


def test_a_layout_that_would_mean_something_else_is_not_written(cli: Cli, untidy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison is what stands between a mistake in the layout and a threshold that is gone; here the layout makes one."""
    monkeypatch.setattr(formatter.Layout, "whole", lambda _: TIDY.replace("harm: yes", "harm: no"))

    result = cli("fmt", "a.yaml")

    assert (result.code, result.out) == (2, "")
    assert "yaml-feature: this file cannot be formatted without changing its meaning or losing a comment" in result.err
    assert untidy.read_text("utf-8") == UNTIDY

    monkeypatch.setattr(formatter.Layout, "whole", lambda _: TIDY.replace("# and also", "# and"))
    assert cli("fmt", "a.yaml").code == 2


@pytest.mark.parametrize("path", [rules_folder(), Path(formatter.__file__).parents[1] / "cli" / "starting_point.yaml"], ids=["rules", "new"])
def test_what_comes_with_carelevel_is_laid_out(cli: Cli, path: Path) -> None:
    assert cli("fmt", "--check", path).code == 0


def test_what_new_prints_is_laid_out(cli: Cli) -> None:
    assert cli("fmt", "--check", "-", stdin=cli("new", "123").out).code == 0


@pytest.mark.parametrize("name", ["on", "y", "no", "null", "123", "1e3", "2026-11-30", "clinic"])
def test_a_new_file_has_its_id_as_text_for_every_reader(cli: Cli, name: str) -> None:
    assert yaml.safe_load(cli("new", name).out)["id"] == name


@pytest.mark.parametrize("name", ["complete.yaml", "complete-vignettes.yaml", "questionnaire.yaml"])
def test_files_with_every_key_keep_their_meaning(name: str) -> None:
    content = (PROBLEMS / name).read_bytes()

    new = formatter.laid_out(content, name)

    assert formatter.laid_out(new, name) == new


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 'it''s'\n", "a: it's\n"),
        ('a: "1.10"\n', 'a: "1.10"\n'),
        ("a: '1.10'\n", 'a: "1.10"\n'),
        ("a: 1.10\n", "a: 1.10\n"),
        ('a: "yes"\n', 'a: "yes"\n'),
        ("a: yes\n", "a: yes\n"),
        ("a: No\n", "a: No\n"),
        ("a: 'off'\n", 'a: "off"\n'),
        ("a: ['12:30', 12:30, '<<', '=', '0x1F', 0x1F]\n", 'a: ["12:30", 12:30, "<<", "=", "0x1F", 0x1F]\n'),
        ("a: '2026-11-30'\nb: 2026-11-30\n", 'a: "2026-11-30"\nb: 2026-11-30\n'),
        ('a: "true"\n', 'a: "true"\n'),
        ("a: TRUE\n", "a: true\n"),
        ("a: ~\n", "a: null\n"),
        ("a:\n", "a:\n"),
        ('a: "b: c"\n', 'a: "b: c"\n'),
        ('a: "say \\"b\\": c"\n', "a: 'say \"b\": c'\n"),
        ('a: "http://b.c/d#e"\n', "a: http://b.c/d#e\n"),
        ('a: ["b, c", "d"]\n', 'a: ["b, c", d]\n'),
        ("a: one\n  two\n", "a: one two\n"),
        ("a: >-\n  short\n", "a: short\n"),
        ('a: "one\\ntwo"\n', "a: |-\n  one\n  two\n"),
        ("a: |\n  one\n  two\n", "a: |\n  one\n  two\n"),
        ("a: |+\n  one\n\n\n", 'a: "one\\n\\n\\n"\n'),
        ("a: &x {b: 1}\nc: *x\n", "a: &x {b: 1}\nc: *x\n"),
        ("? a\n: 1\n", "a: 1\n"),
        ("%YAML 1.2\n---\na: 1\n...\n", "a: 1\n"),
        ("a: 1\n\n\n\nb: 2\n", "a: 1\n\nb: 2\n"),
        ("a:\n\n  b: 1\n", "a:\n  b: 1\n"),
        ("a:\n- 1\n# about b\nb: 2\n", "a:\n  - 1\n# about b\nb: 2\n"),
        ("a:\n  - 1\n  # still a\nb: 2\n", "a:\n  - 1\n  # still a\nb: 2\n"),
        ("a: # about a\n  b\n", "a: b  # about a\n"),
        ("a: [ # first\n 1, # one\n 2] # last\n", "a:     # first\n  - 1  # one\n  - 2  # last\n"),
        ("- - 1\n  - 2\n-\n  - 3\n", "- - 1\n  - 2\n- - 3\n"),
        ("- # above\n  a: 1\n", "# above\n- a: 1\n"),
        ("a: 1 # x\nbcd: 1 # y\n\ne: 1 # z\n", "a: 1    # x\nbcd: 1  # y\n\ne: 1  # z\n"),
        ("a: 1\r\nb:   2\r\n", "a: 1\r\nb: 2\r\n"),
        ("\ufeffa: 1", "a: 1\n"),
        ("{}\n", "{}\n"),
        (f"a: {{b: {'x' * 60}, c: {'y' * 60}}}\n", f"a:\n  b: {'x' * 60}\n  c: {'y' * 60}\n"),
        (f"a: {{b: {'x' * 60}, c: {'y' * 60}}} # whole\n", f"a:  # whole\n  b: {'x' * 60}\n  c: {'y' * 60}\n"),
        (f"- {{b: {'x' * 60}, c: {'y' * 60}}} # whole\n", f"# whole\n- b: {'x' * 60}\n  c: {'y' * 60}\n"),
        (f"case: {{b: {'x' * 60}, c: {'y' * 60}}}\n", f"case:\n  {{b: {'x' * 60},\n   c: {'y' * 60}}}\n"),
        (f"a: [{'x' * 60}, {'y' * 60}]\n", f"a:\n  [{'x' * 60},\n   {'y' * 60}]\n"),
        (f'a: "{"word: " * 30}end"\n', f"a: >-\n  {' '.join(['word:'] * 19)}\n  {' '.join(['word:'] * 11)} end\n"),
    ],
)
def test_the_rules_one_by_one(cli: Cli, before: str, after: str) -> None:
    assert cli("fmt", "-", stdin=before).out == after
