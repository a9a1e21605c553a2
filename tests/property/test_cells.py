"""A cell of any type, in any engine, says of a fact what `recommend` says of the value that is written in it."""

from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carelevel.cohort import recommend
from carelevel.model.problems import CaseError
from tests.profiles import examples
from tests.property.cells import SPELLINGS, TYPES, criteria_for, differences, table, tables
from tests.property.tables import back

ROWS = 30


def answered(engine: str, spelling: Any, random: Random) -> tuple[list[str], Any]:
    """Return the differences between a table's answer and that of `recommend`, and what refuses the table."""
    columns = tables(engine, random, spelling, ROWS)
    criteria = criteria_for([(name, kind) for name, (kind, *_) in columns.items()])
    told = {name: {"column": name, "values": codes} | ({"separator": ";"} if kind == "has" else {}) for name, (kind, _, _, codes) in columns.items()}
    untyped = random.random() < 0.5
    frame = table(engine, {name: (dtype, cells) for name, (_, dtype, cells, _) in columns.items()})

    rows = back(engine, recommend(criteria, frame, columns=told, invalid="unknown", untyped=untyped))
    with pytest.raises(CaseError) as refused:
        recommend(criteria, frame, columns=told, untyped=untyped)

    assert {problem.path[0] for problem in refused.value.problems} == {each.partition(":")[0] for row in rows for each in row["problems"]}
    return list(differences(engine, columns, rows, untyped=untyped)), refused.value


@pytest.mark.parametrize("engine", TYPES)
@settings(max_examples=examples(1))
@given(spelling=st.sampled_from(SPELLINGS), random=st.integers(0, 2**32).map(Random))
@pytest.mark.slow
def test_every_type_in_every_engine_is_read_as_one_value_is(engine: str, spelling: Any, random: Random) -> None:
    """What is refused is shown as it stands in the table: no sign of carelevel's own is shown in place of a cell."""
    found, refused = answered(engine, spelling, random)

    assert found == []
    assert [problem.message for problem in refused.problems if any("\ue000" <= letter <= "\ue002" for letter in problem.message)] == []
    assert [problem.message for problem in refused.problems if "holds no value" in problem.message and ") holds no value of" not in problem.message] == []


def test_there_are_as_many_types_as_engines_have() -> None:
    assert all(len(types) >= 20 for types in TYPES.values())
    assert len(SPELLINGS) >= 12
