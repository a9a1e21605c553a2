"""Formatting files in the standard layout.

Formatting never changes the meaning of a file, and keeps every comment. The rules are in docs/layout.md. Keys, items and comments stay in their order.
"""

import yaml

from carelevel.model.problems import CriteriaError, Place, Problem
from carelevel.syntax.cst import SourceText, source_of
from carelevel.syntax.format_lines import Layout
from carelevel.syntax.yaml_reader import decoded, read_yaml


def laid_out(content: bytes | str, file: str) -> str:
    """Return a file in the standard layout.

    Args:
        content: the file's bytes or text.
        file: its name, for places.

    Raises:
        CriteriaError: carelevel cannot read the file, or cannot format it without changing its meaning or losing a comment.

    >>> print(laid_out("{levels:   {low: {title: 'Low'}}} # few", "criteria.yaml"), end="")
    levels: {low: {title: Low}}  # few
    """
    before, problems = read_yaml(content, file)
    if problems:
        raise CriteriaError(problems)
    text = decoded(content, file)
    source = _source(text, file)
    new = Layout(source).whole()
    if not _is_same(before.data, read_yaml(new, file)[0].data) or not _has_comments_of(_source(new, file), source):
        message = "this file cannot be formatted without changing its meaning or losing a comment, so it is left as it is"
        raise CriteriaError([Problem("yaml-feature", message, place=Place(file, 1, 1))])
    return new.replace("\n", "\r\n") if "\r\n" in text else new


def _source(text: str, file: str) -> SourceText:
    try:
        return source_of(text)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
        raise CriteriaError([Problem("not-yaml", "some YAML readers reject this, so the file is left as it is", place=place)]) from error


def _has_comments_of(new: SourceText, old: SourceText) -> bool:
    return [comment.text for comment in new.comments] == [comment.text for comment in old.comments]


def _is_same(one: object, other: object) -> bool:
    """Return whether two values are equal in type and order too: `1` is not `true`."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_same, one, other))
    return one == other
