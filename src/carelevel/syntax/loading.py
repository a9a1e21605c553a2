"""Criteria from wherever they are: a bundled set, a file or a folder, a mapping, an open file, or inside a package or a zip."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from carelevel.model.arguments import wrong_type
from carelevel.model.criteria import Definition
from carelevel.model.problems import CriteriaError, Problem, quoted
from carelevel.syntax.bundled import CRITERIA_FILE, find_criteria, find_programs, is_hidden, read_file
from carelevel.syntax.criteria_reader import read_criteria
from carelevel.syntax.file_checks import file_checks
from carelevel.syntax.parsed import forget_places, parsed
from carelevel.syntax.resources import Resource, called, inside, is_open_file, is_resource, read_open, read_resource

if TYPE_CHECKING:
    from carelevel.model.programs import Needs, Programs

Loadable = str | os.PathLike[str] | Mapping[str, Any] | IO[str] | IO[bytes] | Resource
"""What criteria can be loaded from."""

Read = tuple[Definition | None, list[Problem]]

_ALLOWED = "the id of a bundled set, a path, a mapping that was parsed already, an open file, or a place inside a package or a zip"


def read_anything(given: Loadable, argument: str) -> Read:
    """Return the definition in what was given, if it can be used, and all its problems, warnings included.

    Args:
        given: what `load` takes.
        argument: what the argument is called.

    Raises:
        CriteriaError: there is no such file, or it cannot be read.
        TypeError: nothing can be loaded from something of this type.
    """
    if isinstance(given, str | os.PathLike):
        path, shown = find_criteria(given if isinstance(given, str) else _path(given))
        return read_problems(read_file(path, shown), shown, path.parent)
    if isinstance(given, Mapping):
        return _parsed(given)
    if is_open_file(given):
        shown = called(given)
        return read_problems(read_open(given, shown), shown, None)
    if is_resource(given):
        return _resource(given)
    raise wrong_type(argument, given, _ALLOWED)


def read_problems(content: bytes | str, name: str, folder: Path | Resource | None) -> Read:
    """Return the definition in the content of a criteria file, if it can be used, and all its problems, warnings included."""
    definition, problems = read_criteria(content, name, folder)
    if definition is not None:
        problems += file_checks(definition)
    return definition, problems


def read_any_programs(given: Loadable, definition: Definition) -> "Programs":
    """Return the programs in what was given, described in the words of a definition.

    Raises:
        CriteriaError: there are none, or they have problems.
        TypeError: no programs can be read from something of this type.
    """
    from carelevel.syntax.program_reader import read_programs

    if not isinstance(given, Mapping):
        return read_programs(_program_files(given), definition)
    text = parsed(given, "programs")
    try:
        programs = read_programs([(text.text, text.name)], definition)
    except CriteriaError as error:
        raise CriteriaError(text.by_keys(error.problems)) from error
    forget_places(programs, text.name)
    return programs


def read_any_needs(given: Loadable, programs: "Programs") -> "Needs":
    """Return what a person needs, by what was given.

    Raises:
        CriteriaError: there is no such file, or it has problems.
        TypeError: no needs can be read from something of this type.
    """
    from carelevel.syntax.needs_reader import needs_of, read_needs

    if isinstance(given, Mapping):
        return needs_of(given, programs)
    if isinstance(given, str | os.PathLike):
        return read_needs(read_file(_path(given), str(given)), str(given), programs)
    if is_open_file(given):
        return read_needs(read_open(given, called(given)), called(given), programs)
    if is_resource(given):
        return read_needs(read_resource(given, called(given)), called(given), programs)
    raise wrong_type("needs", given, "what `CriteriaSet.needs` returns, a mapping in the words of a needs file, or such a file: a path, or an open one")


def _program_files(given: str | os.PathLike[str] | IO[str] | IO[bytes] | Resource) -> list[tuple[bytes | str, str]]:
    """Return the content of program files, each with the name to show for it."""
    if isinstance(given, str | os.PathLike):
        return [(read_file(path, shown), shown) for path, shown in find_programs(given if isinstance(given, str) else _path(given))]
    if is_open_file(given):
        return [(read_open(given, called(given)), called(given))]
    if is_resource(given):
        files = sorted((each for each in given.iterdir() if _is_program_file(each)), key=called) if given.is_dir() else [given]
        if not files:
            raise CriteriaError([Problem("not-found", "there are no program files in this folder; their names end with .yaml")])
        return [(read_resource(each, called(each)), called(each)) for each in files]
    raise wrong_type("programs", given, f"what `CriteriaSet.programs` returns, {_ALLOWED}")


def _is_program_file(each: Resource) -> bool:
    return each.name.endswith(".yaml") and not is_hidden(each.name) and each.is_file()


def _path(given: str | os.PathLike[str]) -> Path:
    return Path(os.fsdecode(given))


def _parsed(given: Mapping[str, Any]) -> Read:
    text = parsed(given, "criteria")
    definition, problems = read_problems(text.text, text.name, None)
    if definition is not None:
        forget_places(definition, text.name)
    return definition, text.by_keys(problems)


def _resource(given: Resource) -> Read:
    is_folder = given.is_dir()
    file = inside(given, CRITERIA_FILE) if is_folder else given
    if file is None or not file.is_file():
        raise CriteriaError([Problem("not-found", f"there is no criteria file {quoted(called(given))}")])
    shown = called(file)
    # A file inside a package need not know its folder; its own instruments are then not found.
    folder = given if is_folder else getattr(file, "parent", None)
    return read_problems(read_file(file, shown), shown, folder)
