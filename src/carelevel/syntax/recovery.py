"""Error recovery: changing a document in place, so that reading can go on and find further problems.

Every change follows a reported error, so such a file never loads.
"""

from collections.abc import Callable, Iterable
from typing import Any

from carelevel.model.problems import Path
from carelevel.syntax.yaml_reader import Document, Node


def parent_of(document: Document, path: Path) -> Node | None:
    """Return the mapping or list that has the end of a path, or None if it is gone."""
    node: Node | None = document.root
    for step in path[:-1]:
        node = None if node is None else node.child(step)
    return node if node is not None and isinstance(node.children, dict | list) else None


def put(document: Document, path: Path, value: Any) -> None:
    """Put a plain value at a path, replacing the old value or adding a key."""
    parent = parent_of(document, path)
    if parent is None:
        return
    before = parent.child(path[-1])
    line, column = (before.line, before.column) if before else (parent.line, parent.column)
    _set(parent, path[-1], Node(line, column, value))


def rename(document: Document, path: Path, name: str) -> None:
    """Rename the key of an entry, unless the name is taken; its place stays known under the old name too."""
    parent = parent_of(document, path)
    if parent is not None and path[-1] in parent.children and name not in parent.children:
        parent.keys[name] = parent.keys[str(path[-1])]
        _set(parent, name, _removed(parent, str(path[-1])))


def remove(document: Document, path: Path) -> None:
    """Remove the entry at a path."""
    parent = parent_of(document, path)
    if parent is not None and isinstance(parent.children, dict) and path[-1] in parent.children:
        _removed(parent, str(path[-1]))


def wrap(document: Document, path: Path) -> None:
    """Replace the value at a path by a list that contains it."""
    parent = parent_of(document, path)
    inner = parent.child(path[-1]) if parent else None
    if parent is not None and inner is not None:
        _set(parent, path[-1], Node(inner.line, inner.column, [inner.data], children=[inner]))


def move_out(document: Document, path: Path, keys: Iterable[str]) -> list[str]:
    """Move entries of a mapping into the mapping around it, unless the name is taken; return their keys."""
    inner = document.exact(path)
    inside = [key for key in keys if key in inner.children] if inner is not None and isinstance(inner.children, dict) else []
    # There is rarely anything to move.
    outer = parent_of(document, path) if inside else None
    if outer is None or inner is None:
        return []
    moved = [key for key in inside if key not in outer.children]
    for key in moved:
        outer.keys[key] = inner.keys[key]
        _set(outer, key, _removed(inner, key))
    return moved


def move_in(document: Document, path: Path, fits: Callable[[str, Any], bool]) -> str | None:
    """Move the entries after an empty entry into it, as long as they fit; return the first key."""
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
        _set(inner, key, _removed(outer, key))
    _set(outer, path[-1], inner)
    return str(moved[0])


def _set(parent: Node, step: str | int, node: Node) -> None:
    parent.children[step] = node
    parent.data[step] = node.data


def _removed(parent: Node, key: str) -> Node:
    del parent.data[key]
    node: Node = parent.children.pop(key)
    return node
