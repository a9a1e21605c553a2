"""Accidents that befall criteria, cases and records: of bytes, of words and of values; and texts put together from what such files are made of."""

import copy
import random
from typing import Any

CRITERIA = """\
carelevel: 1
id: seed
version: "1"
title: Seed
applies_when: {age: {at_least: 18}}
sources: {book: {title: A book, url: "https://example.org/a"}}
levels: {low: {title: Low, hours_per_week: [0, 8]}, high: {title: High}}
services: {talk: Talking}
override_reasons: {no-place: No place is free.}
facts:
  age: {type: score, range: [0, 120], or_more: true}
  points: {type: score, range: [0, 27], worse: high}
  risk: {type: scale, values: [none, mild, severe], worse: high}
  therapy: {type: choice, values: [never, helping]}
  kinds: {type: set, values: [a, b, c]}
  alone: {type: yes_no}
derived:
  total: {sum: [age, {of: points, times: -1}]}
  band: {bands: {of: points, few: [0, 9], many: [10, 27]}}
  needs: {when: {any: [{risk: severe}, {band: many}]}}
impossible: [{id: i, when: {risk: none, points: 27}, because: Nobody.}]
criteria:
  - id: danger
    requires: high
    when: {all: [{risk: {at_least: mild}}, {none: [{alone: no}]}]}
    because: Danger.
    source: [{id: book, at: page 1}]
    examples:
      - {case: {risk: severe, alone: yes}, is: met}
  - {id: count, suggests: high, when: {at_least: {count: 2, of: [{kinds: {includes: a}}, {total: {at_most: 3}}, {needs: yes}]}}, because: Count.}
  - {id: limit, limits_to: low, when: {therapy: {one_of: [helping]}}, because: Work.}
  - {id: talk, adds: [talk], when: {kinds: {excludes: b}, points: {between: [3, 9]}}, because: Talk.}
invariants: [{id: v, when: {risk: severe, alone: yes}, level: {at_least: high}}]
notices: [{id: n, unless: {risk: none}, text: Call.}]
"""
CASE = "age: 30\npoints: {at_least: 3}\nrisk: mild\nkinds: {a: yes, b: no}\nalone: true\nband: few\n"
LINES = '{"age": 30, "kinds": ["a"], "risk": "mild"}\n{"points": 12, "alone": null}\n'

PIECES = (
    *(
        "[",
        "]",
        "{",
        "}",
        ":",
        ": ",
        ",",
        "-",
        "- ",
        "? ",
        "#",
        "|",
        ">",
        "&a ",
        "*a ",
        "!",
        "!!str ",
        "%",
        "@",
        "`",
        '"',
        "'",
        "\\",
        "\n",
        "\n  ",
        "\t",
        " ",
        "\0",
        "\r",
    ),
    *(
        "\ufeff",
        "\u2028",
        "\u202e",
        "\x1b[31m",
        "\ud800",
        "\x85",
        "é",
        "🙂",
        "\u200b",
        "<script>",
        "=1+1",
        "../../etc/passwd",
        "javascript:x",
        "${x}",
        "{{x}}",
        "%s%n",
    ),
    *("null", "~", "yes", "no", "true", "0", "-1", "1e999", "9" * 40, "0x1f", "1:30", "2026-13-45", ".nan", "-.inf", "012", "<<: ", "---\n", "...\n"),
    *(
        "id",
        "when",
        "any",
        "all",
        "none",
        "at_least",
        "count",
        "of",
        "sum",
        "bands",
        "values",
        "range",
        "type",
        "facts",
        "criteria",
        "levels",
        "age",
        "risk",
        "points",
    ),
)
VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        12,
        10**40,
        1.5,
        float("nan"),
        float("inf"),
        "",
        "x",
        "mild",
        "yes",
        "\x1b",
        "a" * 5_000,
        b"bytes",
        object(),
        [],
        {},
        set(),
        (),
    ),
    *(
        [1, [2]],
        {"at_least": 3},
        {"between": [9, 3]},
        {"one_of": []},
        {"is": {}},
        {1: 2},
        ["a", "a"],
        {"a": "maybe"},
        {"includes": "z"},
        [{}],
        [None],
        range(3),
        3 + 4j,
    ),
)
WRITTEN = tuple(value for value in VALUES if isinstance(value, (str, int, float, list, dict, type(None))) and value == value) + tuple(PIECES[-40:])
"""Those that can be written as JSON."""

NAMES: tuple[Any, ...] = (
    "age",
    "points",
    "risk",
    "therapy",
    "kinds",
    "alone",
    "band",
    "total",
    "needs",
    "rsik",
    "",
    "at_least",
    1,
    None,
    ("a",),
    "x" * 3_000,
    "\x1b[31m",
)


def mangled(text: str, chance: random.Random) -> str:
    """Return a text after some accidents; most are few, some are many."""
    for _ in range(chance.choice((1, 1, 2, 3, 5, 20))):
        place = chance.randrange(len(text) + 1)
        length = chance.choice((0, 1, 1, 2, 5, 30))
        match chance.randrange(5):
            case 0:
                text = text[:place] + text[place + length :]
            case 1:
                text = text[:place] + chance.choice(PIECES) + text[place:]
            case 2:
                text = text[:place] + chance.choice(PIECES) * chance.choice((1, 2, 50, 400)) + text[place + length :]
            case 3:
                other = chance.randrange(len(text) + 1)
                text = text[:place] + text[other : other + chance.choice((3, 30, 300))] + text[place:]
            case _:
                text = (
                    text[:place]
                    + chr(chance.choice((chance.randrange(32), chance.randrange(256), chance.randrange(0x3000), chance.randrange(0x110000))))
                    + text[place:]
                )
    return text


def composed(chance: random.Random) -> str:
    """Return a text of pieces."""
    return "".join(chance.choices(PIECES, k=chance.choice((1, 3, 10, 60))))


def revalued(data: Any, chance: random.Random) -> Any:
    """Return plain values with a few of them lost, doubled, renamed, put elsewhere, or of another kind: what is YAML and still means nothing."""
    whole = copy.deepcopy(data)
    for _ in range(chance.choice((1, 1, 2, 4))):
        node = whole
        while isinstance(node, (dict, list)) and node:
            key = chance.choice(list(node)) if isinstance(node, dict) else chance.randrange(len(node))
            if isinstance(node[key], (dict, list)) and chance.random() < 0.75:
                node = node[key]
                continue
            match chance.randrange(5):
                case 0:
                    del node[key]
                case 1 if isinstance(node, dict):
                    node[chance.choice(PIECES[-20:])] = node.pop(key)
                case 2:
                    node[key] = [node[key]]
                case 3 if isinstance(node, list):
                    node.append(copy.deepcopy(node[key]))
                case _:
                    node[key] = copy.deepcopy(chance.choice(WRITTEN))
            break
    return whole
