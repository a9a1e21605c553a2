"""A pytest plug-in: examples and vignettes of criteria as tests of the app that uses them.

Nothing is collected until the app says which files hold criteria or vignettes, since most YAML files are neither:

    [tool.pytest.ini_options]
    carelevel_files = ["rules/*/criteria.yaml", "rules/*/vignettes.yaml"]

Patterns are relative to pytest's root directory. A criteria file gives a test for each of its examples, a vignette file one for each of its vignettes; one
that is still to do is an expected failure, and fails when it passes.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from carelevel.verify.testing.suites import Single

OPTION = "carelevel_files"

_NAMED = pytest.StashKey[frozenset[Path]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the setting that names the files."""
    parser.addini(OPTION, "files with criteria or vignettes for carelevel, as patterns relative to the root directory", type="linelist", default=[])


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "pytest.Collector | None":
    """Collect a file that a pattern names."""
    patterns: list[str] = parent.config.getini(OPTION)
    if not patterns:
        return None
    if _NAMED not in parent.config.stash:
        parent.config.stash[_NAMED] = frozenset(path for pattern in patterns for path in parent.config.rootpath.glob(pattern))
    return CriteriaTests.from_parent(parent, path=file_path) if file_path in parent.config.stash[_NAMED] else None


class CriteriaTests(pytest.File):
    """The tests in a criteria or vignette file."""

    def collect(self) -> "Iterator[pytest.Item]":
        """Yield a test for each example or vignette.

        Raises:
            Collector.CollectError: the file has problems; all of them are in the message.
        """
        from carelevel.model.problems import CarelevelError
        from carelevel.verify.testing.suites import singles_in

        try:
            found = singles_in(self.path, _shown(self.path, self.config.rootpath))
        except CarelevelError as error:
            raise self.CollectError(str(error)) from None
        for single in found:
            yield CriteriaTest.from_parent(self, name=single.name, single=single)


def _shown(path: Path, root: Path) -> str:
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


class CriteriaTest(pytest.Item):
    """An example or vignette."""

    def __init__(self, *, single: "Single", **more: Any) -> None:
        super().__init__(**more)
        self._single = single
        if single.todo is not None:
            self.add_marker(pytest.mark.xfail(reason=single.todo, strict=True))

    def runtest(self) -> None:
        """Fail when something is not as expected.

        Raises:
            NotAsExpectedError: what was expected, and what came out.
        """
        tested = self._single.run()
        if not tested.passed:
            raise NotAsExpectedError("\n".join(tested.told()))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show what was expected and what came out, and not where in the plug-in that was noticed."""
        return str(excinfo.value) if isinstance(excinfo.value, NotAsExpectedError) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where the test is written, and its name."""
        place = self._single.place
        return self.path, None if place is None else place.line - 1, self.name


class NotAsExpectedError(Exception):
    """An example or vignette came out otherwise than expected."""
