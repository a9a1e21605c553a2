"""Columns of every type in every engine, and what one cell says of a fact, in the plainest code: what every engine's reading is compared with."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

import carelevel
from carelevel.api import CriteriaSet
from carelevel.model.problems import CaseError

KINDS: dict[str, tuple[str, list[Any]]] = {
    "weeks": ("{type: score, range: [0, 12], or_more: true}", [0, 3, 9, 12]),
    "delta": ("{type: score, range: [-3, 9]}", [-3, 0, 3, 9]),
    "works": ("{type: yes_no}", ["no", "yes"]),
    "tried": ("{type: choice, values: [never, helping, x]}", ["never", "helping", "x"]),
    "has": ("{type: set, values: [ocd, ptsd]}", ["ocd", "ptsd"]),
}
"""Kinds of facts, each with its values; of scores those that cells hold."""


def criteria_for(facts: Iterable[tuple[str, str]]) -> CriteriaSet:
    """Return criteria with facts of some names and kinds, and one criterion for each value of each: which are met says what is known."""
    lines = ["carelevel: 1", "id: one", 'version: "1"', "title: One", "levels: {low: {title: Low}}", "services: {noted: Noted}", "facts:"]
    criteria = ["criteria:"]
    for name, kind in facts:
        said, values = KINDS[kind]
        lines.append(f"  {name}: {said}")
        for value in values:
            id_ = f"{name}-{str(value).replace('-', 'minus-')}".replace("_", "-")
            criteria += [
                f"  - {{id: {id_}-{word}, adds: [noted], when: {{{name}: {{{operator}: {value}}}}}, because: So.}}"
                for word, operator in ((("in", "includes"), ("out", "excludes")) if kind == "has" else (("is", "is"),))
            ]
    return carelevel.loads("\n".join([*lines, *criteria]))


# What a cell says, in plain code.

SPACE = " \t\n\r\f\v\u00a0"
TRUE_OR_FALSE = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
Codes = Mapping[Any, Any]


def number(value: Any) -> Decimal | None:
    """Return the number that a cell or a code is in writing."""
    if isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, str):
        return Decimal(value.strip(SPACE)) if re.fullmatch(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)", value.strip(SPACE)) else None
    found = Decimal(str(value))
    return found if found.is_finite() else None


def truth(value: Any) -> bool | None:
    """Return whether a cell or a code is true or false in writing."""
    return TRUE_OR_FALSE.get(value) if isinstance(value, str) else bool(value) if isinstance(value, bool | np.bool_) else None


def same(cell: Any, code: Any, *, untyped: bool) -> bool:
    """Return whether a cell is a code."""
    if untyped and isinstance(cell, str):
        cell = cell.strip(SPACE)
    for read in (number, truth):
        if read(cell) is not None or read(code) is not None:
            return read(cell) == read(code)
    if isinstance(cell, str) and isinstance(code, str):
        return not (cell.strip(SPACE) or code.strip(SPACE)) or cell == (code.strip(SPACE) if untyped else code)
    return False


def says(kind: str, cell: Any, codes: Codes, *, untyped: bool) -> Any:
    """Return what `recommend` would be given for a cell that is not missing: a value, None for unknown, or what it refuses."""
    if kind == "has":
        if isinstance(cell, str) and not cell.strip(SPACE):
            return None
        items = [part.strip(SPACE) for part in cell.split(";")] if isinstance(cell, str) else [cell]
        members = [_meant(item, codes, untyped=untyped)[1] for item in items]
        is_repeated = any(same(item, other, untyped=untyped) for place, item in enumerate(items) for other in items[:place])
        return members if is_repeated else list({repr(member): member for member in members}.values())
    is_code, meant = _meant(cell, codes, untyped=untyped)
    if is_code or not isinstance(cell, str):
        return meant
    if not cell.strip(SPACE):
        return None
    if not untyped:
        return cell
    read = number(cell) if kind in {"weeks", "delta"} else truth(cell.strip(SPACE)) if kind == "works" else None
    return cell.strip(SPACE) if read is None else read


def _meant(cell: Any, codes: Codes, *, untyped: bool) -> tuple[bool, Any]:
    """Return whether a cell is a code, and what it means then; else the cell."""
    return next(((True, meant) for code, meant in codes.items() if same(cell, code, untyped=untyped)), (False, cell))


@cache
def _alone(kind: str) -> CriteriaSet:
    return criteria_for([("fact", kind)])


def expected(kind: str, value: Any) -> tuple[list[str], bool]:
    """Return which of the criteria for a fact are met by a value, and whether it is refused."""
    try:
        return [name.removeprefix("fact-") for name in _alone(kind).recommend({"fact": value}).met], False
    except CaseError:
        return [], True


# Types, each with cells.

TEXTS = (
    *("3", "3.0", "03", "+3", " 3", "3 ", "003.00", "3.", "-3", "-0", ".0", "0", "9.5", "9.50", ".5", "99", "99.0", "+099", "1e2", "1,5", "1,000", "1 000"),
    *("12345678901234567890", "99999999999999999999.0", "52.00000000000000000001", "true", "TRUE", "True", "tRUE", "false", "yes", "no", "Yes", " yes"),
    *(
        "never",
        "x",
        " x ",
        "",
        "  ",
        "\u00a0",
        "3\n",
        "x\n",
        "ocd",
        "ocd;ptsd",
        "3;ocd",
        " ocd ; 03.0",
        "NaN",
        "inf",
        "None",
        "\u22123",
        "\u0663",
        "3_0",
        "0x3",
    ),
    *("--3", "+", ".", "-.0", "é`\"'\\", "0.1"),
)
INTEGERS = (0, 1, 2, 3, 9, 12, 13, 99, 100, -1, -3, -4, 127, 128, 255, -99, 2**31, 2**53, 2**53 + 1, 2**63 - 1, -(2**63), 2**64 - 1)
SMALL = (0.0, -0.0, 1.0, 3.0, 9.0, 9.5, 9.9, 0.1, 0.5, 99.0, 99.5, 100.0, -3.0, -99.0, float("inf"), float("-inf"), float("nan"))
FLOATS = (*SMALL, 1e15, 1e16, 1e22, 1e300, -1e300, 2.0**53)
DECIMALS = tuple(map(Decimal, ("0", "0.00", "-0.00", "3", "3.00", "9.50", "9.01", "99.00", "-3", "0.50", "100", "1234567.00")))
LONG_DECIMALS = (*DECIMALS, Decimal("9.00000000000000000001"), Decimal("0.00000000000000000001"))
TRUTHS = (True, False)
MIXED = (*TEXTS, *INTEGERS, *FLOATS, *LONG_DECIMALS, True, False, np.True_, np.False_, np.float32(9.9), np.int8(3), np.float16(0.1), 10**30)
HALVES, SINGLES = tuple(map(np.float16, SMALL)), tuple(map(np.float32, SMALL))

Typed = tuple[Any, Iterable[Any]]


def _within(low: int, high: int) -> tuple[int, ...]:
    return tuple(number for number in INTEGERS if low <= number <= high)


BYTES = {"int8": _within(-128, 127), "uint8": _within(0, 255), "int64": _within(-(2**63), 2**63 - 1), "uint64": _within(0, 2**64 - 1)}

ARROW: dict[str, Typed] = {
    **{name: (getattr(pa, name)(), cells) for name, cells in BYTES.items()},
    **{str(dtype): (dtype, _within(0, 255)) for dtype in (pa.int16(), pa.int32(), pa.uint16(), pa.uint32())},
    "float16": (pa.float16(), HALVES),
    "float32": (pa.float32(), SINGLES),
    "float64": (pa.float64(), FLOATS),
    **{str(dtype): (dtype, DECIMALS) for dtype in (pa.decimal32(9, 2), pa.decimal64(18, 2), pa.decimal128(10, 2))},
    **{str(dtype): (dtype, LONG_DECIMALS) for dtype in (pa.decimal128(38, 20), pa.decimal256(60, 30))},
    **{str(dtype): (dtype, TEXTS) for dtype in (pa.string(), pa.large_string(), pa.string_view())},
    "bool": (pa.bool_(), TRUTHS),
    "null": (pa.null(), ()),
}
"""The types that Polars and DuckDB take over from PyArrow, but for those below."""

ONLY_ARROW: dict[str, Typed] = {
    "dictionary of numbers": (pa.dictionary(pa.int8(), pa.int64()), BYTES["int64"]),
    "dictionary of small numbers": (pa.dictionary(pa.int32(), pa.uint8()), BYTES["uint8"]),
    "dictionary of floats": (pa.dictionary(pa.int8(), pa.float64()), FLOATS),
    "dictionary of decimals": (pa.dictionary(pa.int8(), pa.decimal128(10, 2)), DECIMALS),
    "dictionary of words": (pa.dictionary(pa.int8(), pa.string()), TEXTS),
    "runs of numbers": (pa.run_end_encoded(pa.int32(), pa.int64()), BYTES["int64"]),
    "runs of floats": (pa.run_end_encoded(pa.int16(), pa.float32()), SINGLES),
    "runs of words": (pa.run_end_encoded(pa.int32(), pa.string()), TEXTS),
}
POLARS: dict[str, Typed] = {
    "int128": (pl.Int128, INTEGERS),
    "uint128": (pl.UInt128, _within(0, 2**64)),
    "enum": (pl.Enum(TEXTS), TEXTS),
    "categories": (pl.Categorical, TEXTS),
}
DUCKDB: dict[str, Typed] = {
    "hugeint": ("HUGEINT", INTEGERS),
    "uhugeint": ("UHUGEINT", _within(0, 2**64)),
    "bignum": ("BIGNUM", INTEGERS),
    "enum": ("ENUM", TEXTS),
    "float": ("FLOAT", SINGLES),
}
PANDAS: dict[str, Typed] = {
    "objects": (object, MIXED),
    "categories of all kinds": ("category", (*TEXTS, 2, 9.5, Decimal("7.25"), False, np.float32(9.9))),
    "categories of words": ("category", TEXTS),
    "categories of numbers": ("category", BYTES["int64"]),
    "categories of floats": ("category", FLOATS),
    "categories of truths": ("category", TRUTHS),
    "sparse": (pd.SparseDtype("float64"), FLOATS),
    "sparse numbers": (pd.SparseDtype("int64", 0), BYTES["int64"]),
    **{name: (name, cells) for name, cells in BYTES.items()},
    **{name.replace("i", "I").replace("uI", "UI"): (name.replace("i", "I").replace("uI", "UI"), cells) for name, cells in BYTES.items()},
    "float16": ("float16", HALVES),
    "Float32": ("Float32", SINGLES),
    "Float64": ("Float64", FLOATS),
    "boolean": ("boolean", TRUTHS),
    "bool": ("bool", TRUTHS),
    **{name: (name, TEXTS) for name in ("str", "string[python]", "string[pyarrow]")},
}
COMPLETE = {"sparse numbers", *BYTES, "bool"}
"""Types of pandas in which nothing can be missing."""

TYPES: dict[str, dict[str, Typed]] = {
    "polars": {name: typed for name, typed in ARROW.items() if "decimal256" not in name} | POLARS,
    "pyarrow": ARROW | ONLY_ARROW | {"bool8": (pa.bool8(), TRUTHS)},
    # PyArrow's 16 bits and 60 digits have no type there.
    "duckdb": {name: typed for name, typed in ARROW.items() if name != "float16" and "decimal256" not in name} | DUCKDB,
    "pandas": PANDAS,
    "pandas on arrow": ARROW | ONLY_ARROW,
}
TYPES["polars, lazily"] = TYPES["polars"]


def drawn(engine: str, name: str, random: Random, height: int) -> list[Any]:
    """Return cells of a type, None where nothing stands."""
    every = list(TYPES[engine][name][1])
    gaps = 0.0 if engine == "pandas" and name in COMPLETE else 0.1
    return [random.choice(every) if every and random.random() >= gaps else None for _ in range(height)]


def is_missing(engine: str, cell: Any) -> bool:
    """Return whether nothing is known by a cell: in pandas, what is no number is how that is written."""
    return cell is None or (engine.startswith("pandas") and isinstance(cell, float | np.floating) and bool(np.isnan(cell)))


def table(engine: str, columns: Mapping[str, tuple[str, list[Any]]]) -> Any:
    """Return a table with columns of some types and cells."""
    made = {name: (*TYPES[engine][kind][:1], cells) for name, (kind, cells) in columns.items()}
    match engine:
        case "pandas":
            return pd.DataFrame({name: _pandas(dtype, cells) for name, (dtype, cells) in made.items()})
        case "pandas on arrow":
            return pd.DataFrame({name: pd.Series(_arrow(dtype, cells), dtype=pd.ArrowDtype(dtype)) for name, (dtype, cells) in made.items()})
        case "pyarrow":
            return pa.table({name: _arrow(dtype, cells) for name, (dtype, cells) in made.items()})
        case "duckdb":
            return _duckdb(made)
        case _:
            frame = pl.DataFrame(
                {
                    name: pl.from_arrow(_arrow(dtype, cells)) if isinstance(dtype, pa.DataType) else pl.Series(cells, dtype=dtype)
                    for name, (dtype, cells) in made.items()
                }
            )
            return frame.lazy() if engine == "polars, lazily" else frame


def _arrow(dtype: Any, cells: list[Any]) -> Any:
    if isinstance(dtype, pa.Bool8Type):
        return pa.chunked_array([pa.ExtensionArray.from_storage(dtype, pa.array(cells, pa.bool_()).cast(pa.int8()))])
    if pa.types.is_run_end_encoded(dtype):
        ends = pa.array(range(1, len(cells) + 1), dtype.run_end_type)
        return pa.chunked_array([pa.RunEndEncodedArray.from_arrays(ends, pa.array(cells, dtype.value_type))])
    if pa.types.is_dictionary(dtype):
        known = {repr(cell): cell for cell in cells if cell is not None}
        places = [None if cell is None else list(known).index(repr(cell)) for cell in cells]
        return pa.chunked_array([pa.DictionaryArray.from_arrays(pa.array(places, dtype.index_type), pa.array(known.values(), dtype.value_type))])
    half = len(cells) // 2
    return pa.chunked_array([pa.array(part, dtype) for part in (cells[:half], cells[half:])], dtype)


def _duckdb(columns: Mapping[str, tuple[Any, list[Any]]]) -> Any:
    """Return a relation; its own types are made from text."""
    arrays, said = {}, []
    for name, (dtype, cells) in columns.items():
        if isinstance(dtype, pa.DataType):
            arrays[name] = _arrow(dtype, cells)
            said.append(name)
            continue
        words = [None if cell is None else str(cell) for cell in cells]
        arrays[name] = pa.array(words, pa.string())
        each = ", ".join("'" + word.replace("'", "''") + "'" for word in dict.fromkeys(word for word in words if word is not None))
        said.append(f"{name}::{f'ENUM({each})' if dtype == 'ENUM' else dtype} AS {name}")
    return duckdb.from_arrow(pa.table(arrays)).project(", ".join(said))


def _pandas(dtype: Any, cells: list[Any]) -> Any:
    if dtype == "category":
        return pd.Series(cells, dtype=object).astype("category")
    if isinstance(dtype, pd.SparseDtype):
        return pd.Series(pd.arrays.SparseArray([float("nan") if cell is None else cell for cell in cells], dtype=dtype))
    return pd.Series(cells, dtype=dtype)


SPELLINGS: tuple[Any, ...] = (
    *("3", "3.0", "03", "+3", " 3 ", "003.00", 3, 3.0, Decimal("3.00"), np.float32(3), np.int8(3)),
    *("9.5", ".50", 9.5, 0.1, np.float32(9.9), "9.9", "99", "99.0", "+099", 99, "-99", -99, "0", -0.0, "-3", "100", 10**20, "12345678901234567890"),
    *(2**53, "9007199254740993", "true", "TRUE", True, False, np.True_, "1e2", "1,5", "x", " x ", "", "yes", "no", "ocd"),
)
"""Codes, in the ways in which people write them."""


def codes_for(kind: str, random: Random, first: Any) -> dict[Any, Any]:
    """Return a few codes for a fact with what each stands for; no two of them are the same."""
    said: dict[Any, Any] = {}
    for code in (first, *random.sample(SPELLINGS, random.randint(0, 2))):
        if not any(same(code, other, untyped=True) for other in said):
            said[code] = random.choice(KINDS[kind][1] + [None] * (kind != "has"))
    return said


Drawn = tuple[str, str, list[Any], dict[Any, Any]]


def tables(engine: str, random: Random, spelling: Any, height: int) -> dict[str, Drawn]:
    """Return a table to be made: for each type of an engine a column, with the kind of its fact, its cells, and codes of which one is spelt in a given way."""
    found: dict[str, Drawn] = {}
    for place, name in enumerate(TYPES[engine]):
        kind = random.choice(list(KINDS))
        found[f"f{place}"] = (kind, name, drawn(engine, name, random, height), codes_for(kind, random, spelling))
    return found


def differences(engine: str, columns: Mapping[str, Drawn], found: Iterable[Mapping[str, Any]], *, untyped: bool) -> Iterator[str]:
    """Yield the cells of which a table's answer says something else than `recommend` says of what the cell says."""
    for place, row in enumerate(found):
        problems = {each.partition(":")[0] for each in row["problems"]}
        for name, (kind, dtype, cells, codes) in columns.items():
            value = None if is_missing(engine, cells[place]) else says(kind, cells[place], codes, untyped=untyped)
            met = [each.removeprefix(f"{name}-") for each in row["met"] if each.startswith(f"{name}-")]
            if (met, name in problems) != expected(kind, value):
                yield f"{engine}, {dtype}, {kind}{', untyped' * untyped}: {cells[place]!r} with {codes}: {met}{', refused' * (name in problems)} for {expected(kind, value)}"
