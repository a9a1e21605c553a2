"""Mend a document in place, so that reading can go on behind a slip and find the others too. Every slip was noted: such a file never loads."""

from collections.abc import Callable, Iterable
from typing import Any

from carelevel.model.problems import Path
from carelevel.syntax.yaml_reader import Document, Node


def parent_of(document: Document, path: Path) -> Node | None:
    """Return the mapping or list that holds the end of a path, or None where there is none any more."""
    node: Node | None = document.root
    for step in path[:-1]:
        node = None if node is None else node.child(step)
    return node if node is not None and isinstance(node.children, dict | list) else None


def put(document: Document, path: Path, value: Any) -> None:
    """Put a plain value at a path, in place of what stands there or as a new key."""
    parent = parent_of(document, path)
    if parent is None:
        return
    before = parent.child(path[-1])
    line, column = (before.line, before.column) if before else (parent.line, parent.column)
    _set(parent, path[-1], Node(line, column, value))


def rename(document: Document, path: Path, name: str) -> None:
    """Give the entry at a path another key, unless that one is taken; its place stays known under the old key too."""
    parent = parent_of(document, path)
    if parent is not None and path[-1] in parent.children and name not in parent.children:
        parent.keys[name] = parent.keys[str(path[-1])]
        _set(parent, name, _taken(parent, str(path[-1])))


def remove(document: Document, path: Path) -> None:
    """Take out the entry at a path."""
    parent = parent_of(document, path)
    if parent is not None and isinstance(parent.children, dict) and path[-1] in parent.children:
        _taken(parent, str(path[-1]))


def wrap(document: Document, path: Path) -> None:
    """Make a list of what stands at a path."""
    parent = parent_of(document, path)
    inner = parent.child(path[-1]) if parent else None
    if parent is not None and inner is not None:
        _set(parent, path[-1], Node(inner.line, inner.column, [inner.data], children=[inner]))


def move_out(document: Document, path: Path, keys: Iterable[str]) -> list[str]:
    """Move entries of the mapping at a path into the mapping around it, where that has none of the name; return their keys."""
    inner = document.exact(path)
    inside = [key for key in keys if key in inner.children] if inner is not None and isinstance(inner.children, dict) else []
    # Nearly always there is nothing to move.
    outer = parent_of(document, path) if inside else None
    if outer is None or inner is None:
        return []
    moved = [key for key in inside if key not in outer.children]
    for key in moved:
        outer.keys[key] = inner.keys[key]
        _set(outer, key, _taken(inner, key))
    return moved


def move_in(document: Document, path: Path, fits: Callable[[str, Any], bool]) -> str | None:
    """Move the entries that follow an empty one into it, as far as they fit; return the first of them."""
    outer = parent_of(document, path)
    if outer is None or not isinstance(outer.children, dict):
        return None
    names = list(outer.children)
    behind = names[names.index(str(path[-1])) + 1 :]
    count = next((i for i, key in enumerate(behind) if not fits(key, outer.data[key])), len(behind))
    moved = behind[:count]
    if not moved:
        return None
    line, column = outer.keys[moved[0]]
    inner = Node(line, column, {}, children={})
    for key in moved:
        inner.keys[key] = outer.keys[key]
        _set(inner, key, _taken(outer, key))
    _set(outer, path[-1], inner)
    return str(moved[0])


def _set(parent: Node, step: str | int, node: Node) -> None:
    parent.children[step] = node
    parent.data[step] = node.data


def _taken(parent: Node, key: str) -> Node:
    del parent.data[key]
    node: Node = parent.children.pop(key)
    return node
