"""What a spreadsheet would take for a formula gets an apostrophe, and nothing else is touched."""

import re

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from carelevel.cohort.csv_injection import FORMULA, escaped
from carelevel.cohort.writing import flat

TEXTS = st.none() | st.text(st.sampled_from([*sorted(FORMULA), "1", ".", ",", ";", "'", "a", " "]), max_size=5)


def _is_formula(text: str) -> bool:
    return text[:1] in FORMULA and not re.fullmatch(r"[-+]?[0-9]+([.,][0-9]+)?", text)


@given(cells=st.lists(TEXTS, min_size=1, max_size=6), items=st.lists(TEXTS, max_size=4))
@example(cells=["-5\n", "\n=1", "＝1"], items=["-5", "=1"])
def test_a_text_that_begins_as_a_formula_gets_an_apostrophe_and_no_other(cells: list[str | None], items: list[str | None]) -> None:
    frame = pl.LazyFrame({"cell": pl.Series(cells, dtype=pl.String), "list": pl.Series([items] * len(cells), dtype=pl.List(pl.String))})

    found = escaped(flat(escaped(frame))).collect()

    assert found["cell"].to_list() == [cell and f"'{cell}" if cell and _is_formula(cell) else cell for cell in cells]
    joined = ";".join(f"'{item}" if _is_formula(item) else item for item in items if item is not None)
    assert found["list"].to_list() == [f"'{joined}" if _is_formula(joined) else joined] * len(cells)


@given(name=st.text(st.sampled_from([*sorted(FORMULA), "a"]), min_size=1, max_size=3))
def test_a_name_that_begins_as_a_formula_gets_one_too(name: str) -> None:
    assert escaped(pl.LazyFrame({name: [1]})).collect_schema().names() == [f"'{name}" if name[0] in FORMULA else name]
