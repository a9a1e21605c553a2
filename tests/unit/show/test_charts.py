"""Pictures: whole, in words too, and with no text over another or over the edge of its box."""

import json
import re
from itertools import combinations
from random import Random
from xml.etree import ElementTree as ET

import pytest

import carelevel
from carelevel.api import CriteriaSet, loads
from carelevel.show import criteria_picture, heatmap
from carelevel.show.graph_layout import beside, crossings, ordered
from carelevel.show.svg import SIZE
from carelevel.show.text_width import width, wrapped
from carelevel.syntax.bundled import bundled_ids
from tests.faults.clean import clean

SVG = "{http://www.w3.org/2000/svg}"


def many(count: int) -> CriteriaSet:
    """Return a made set of about so many criteria, with long names and titles."""
    made = clean(count)
    while len(made.plain["criteria"]) < count:
        made.add("suggests", made.levels[-1], {"any": [made.any_fact(), made.any_fact()]})
    for number, criterion in enumerate(made.plain["criteria"]):
        criterion["id"] = f"c{number}-{'w' * (number % 40 + 1)}-and-more-of-it"
    for name, fact in made.plain["facts"].items():
        fact["title"] = f"{name} WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW mmm & <b>"
    made.plain.pop("invariants")
    return loads(json.dumps(made.plain))


SETS = {**{name: carelevel.load(name) for name in bundled_ids()}, "3": many(3), "70": many(70)}


def boxes(root: ET.Element) -> list[tuple[ET.Element, tuple[float, float, float, float], list[ET.Element]]]:
    """Return the boxes of a picture: each with its rectangle and its texts."""
    found = []
    for group in root.iter(f"{SVG}g"):
        (rectangle,) = (each for each in group.findall(f"{SVG}rect") if each.attrib["class"] in {"box", "cell"})
        x, y, wide, high = (float(rectangle.attrib[name]) for name in ("x", "y", "width", "height"))
        found.append((group, (x, y, x + wide, y + high), group.findall(f"{SVG}text")))
    return found


def is_apart(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize("name", SETS)
def test_no_box_lies_over_another_and_no_text_over_its_edge(name: str) -> None:
    root = ET.fromstring(criteria_picture.svg(SETS[name].definition))

    found = boxes(root)

    assert all(is_apart(one, other) for (_, one, _), (_, other, _) in combinations(found, 2))
    for _, (left, top, right, bottom), texts in found:
        lines = [float(text.attrib["y"]) for text in texts]
        assert lines == sorted(set(lines))
        for text in texts:
            assert float(text.attrib["x"]) + width(text.text or "", SIZE) <= right
            assert float(text.attrib["x"]) >= left
            assert top + SIZE * 0.8 <= float(text.attrib["y"]) <= bottom - 2
    assert all(right <= float(root.attrib["width"]) and bottom <= float(root.attrib["height"]) for _, (_, _, right, bottom), _ in found)


@pytest.mark.parametrize("name", SETS)
def test_everything_is_in_the_picture_and_joined_to_what_it_goes_with(name: str) -> None:
    definition = SETS[name].definition
    root = ET.fromstring(criteria_picture.svg(definition))

    told = [group.attrib["aria-label"] for group, _, _ in boxes(root)]
    paths = [path.attrib.get("class") for path in root.iter(f"{SVG}path")]

    assert all(any(label.startswith(f"{criterion.id} ") and criterion.because in label for label in told) for criterion in definition.criteria)
    assert all(any(level.title in label for label in told) for level in definition.levels)
    leads = sum(len(criterion.adds) or 1 for criterion in definition.criteria)
    assert paths.count("arrow") == leads + len(criteria_picture.LOOKS)
    assert [element.tag for element in root][:2] == [f"{SVG}title", f"{SVG}desc"]


def test_each_kind_of_line_can_be_recognized_without_its_color() -> None:
    looks = [look for _, look in criteria_picture.LOOKS.values()]

    assert len(set(looks)) == len(looks)
    assert not any("color" in look or "#" in look for look in looks)


@pytest.mark.parametrize("seed", range(20))
def test_lines_cross_less_than_in_the_order_of_the_file(seed: int) -> None:
    chance = Random(seed)
    pairs = [(chance.randrange(15), chance.randrange(25)) for _ in range(60)]

    left, right = ordered(15, [list(range(10)), list(range(10, 25))], pairs)

    assert sorted(left) == list(range(15))
    assert sorted(right[:10]) == list(range(10))
    counted = sum((left.index(a) - left.index(c)) * (right.index(b) - right.index(d)) < 0 for (a, b), (c, d) in combinations(pairs, 2))
    assert crossings(left, right, pairs) == counted < crossings(range(15), range(25), pairs)


@pytest.mark.parametrize("seed", range(20))
def test_boxes_next_to_others_keep_their_order_and_their_distance(seed: int) -> None:
    chance = Random(seed)
    wanted = sorted(chance.uniform(0, 300) for _ in range(12))
    heights = [chance.uniform(10, 40) for _ in wanted]

    tops = beside(wanted, heights, 8)

    assert tops[0] >= 0
    assert all(below - above >= height + 8 - 1e-6 for above, below, height in zip(tops, tops[1:], heights, strict=False))
    assert beside([100, 300], [20, 20], 8) == [90, 290]
    assert beside([100, 100], [20, 20], 8) == [76, 104]


def test_words_are_broken_where_they_are_too_long() -> None:
    for words in ("needs_round_the_clock_structure", "a b", "W" * 200, "a-very-long-name/of-something", "", "漢字" * 40):
        lines = wrapped(words, 13, 120)
        assert all(width(line, 13) <= 120 for line in lines)
        assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_a_table_of_levels_is_drawn_with_its_words(adult: CriteriaSet) -> None:
    table = adult.slice({"age": 34, "phq9": 17, "phq9_item9": 1, "suicide_risk": "high"}, "phq9", "phq9_item9")
    text = heatmap.svg(table)
    root = ET.fromstring(text)

    found = boxes(root)

    assert len(found) == sum(map(len, table.cells))
    assert sum(group.attrib["aria-label"].endswith("(this case)") for group, _, _ in found) == 1
    assert (
        sum(group.attrib["aria-label"].endswith(": impossible") for group, _, _ in found)
        == sum(not cell.is_possible for row in table.cells for cell in row)
        > 0
    )
    for _, (left, top, right, bottom), texts in found:
        for each in texts:
            assert left <= float(each.attrib["x"]) <= float(each.attrib["x"]) + width(each.text or "", SIZE) <= right
            assert top <= float(each.attrib["y"]) <= bottom


def test_dark_and_light_have_enough_contrast(adult: CriteriaSet) -> None:
    """4.5 to 1 or more between words and what lies behind them, as WCAG 2.2 asks for text."""
    style = heatmap.svg(adult.slice({}, "suicide_risk", "medically_unstable"))
    modes = re.findall(r"\.carelevel\{(--ink[^}]*)\}", style)

    assert len(modes) == 3
    for mode in modes:
        colours = dict(re.findall(r"--(\w+):#([0-9a-f]{3,6})", mode))
        behind = [colour for name, colour in colours.items() if name.startswith(("level", "paper", "box"))]
        assert len(behind) >= 6
        assert min(_contrast(colours["ink"], colour) for colour in behind) >= 4.5


def _contrast(one: str, other: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    lights = []
    for colour in (one, other):
        whole = "".join(letter * 2 for letter in colour) if len(colour) == 3 else colour
        parts = [int(whole[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)
