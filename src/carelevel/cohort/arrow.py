"""Columns of PyArrow, and of pandas on Arrow, as columns of plain values."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from carelevel.cohort.written import writing


def is_wide(dtype: Any) -> bool:
    """Return whether a type of PyArrow has too many digits for a float."""
    import pyarrow as pa

    return bool(pa.types.is_decimal(dtype) or pa.types.is_uint64(dtype))


def decoded(column: Any) -> Any:
    """Return a column of PyArrow with plain values instead of dictionaries, runs and views; the same column if it has none of these."""
    import pyarrow as pa
    import pyarrow.compute as pc

    types = pa.types
    match column.type:
        case dtype if types.is_dictionary(dtype):
            return decoded(column.cast(dtype.value_type))
        case dtype if types.is_run_end_encoded(dtype):
            return decoded(pa.chunked_array([pc.run_end_decode(chunk) for chunk in column.chunks], dtype.value_type))
        case dtype if types.is_string_view(dtype):
            return column.cast(pa.string())
        case pa.Bool8Type():
            return column.cast(pa.bool_())
        case dtype if (types.is_list_view(dtype) or types.is_large_list_view(dtype)) and _is_word(dtype.value_type):
            # A cast leaves out the last offset.
            return pa.chunked_array([pa.array(chunk.to_pylist(), pa.list_(pa.string())) for chunk in column.chunks], pa.list_(pa.string()))
        case dtype if is_list(dtype) and _is_word(dtype.value_type) and dtype != pa.list_(pa.string()):
            return column.cast(pa.list_(pa.string()))
        case _:
            return column


def is_list(dtype: Any) -> bool:
    """Return whether a type of PyArrow is one of lists."""
    import pyarrow as pa

    types = pa.types
    return bool(types.is_list(dtype) or types.is_large_list(dtype) or types.is_fixed_size_list(dtype))


def _is_word(dtype: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_string(dtype) or pa.types.is_large_string(dtype) or pa.types.is_string_view(dtype))


def numerals(column: Any) -> Any:
    """Return numbers of PyArrow as text, digit by digit."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = column.cast(pa.string())
    if not pc.any(pc.match_substring(text, "E")).as_py():
        return text
    # Of decimals some are written with an exponent, a nought with many places too.
    return pa.chunked_array([pa.array([None if each is None else f"{Decimal(each):f}" for each in text.to_pylist()], pa.string())])


def items(column: Any, codes: Collection[str]) -> Any:
    """Return lists in which codes are written in their canonical form."""
    import pyarrow as pa

    def said(item: Any) -> str | None:
        code = writing(item)
        return code if code in codes else None if item is None else str(item)

    made = [None if each is None else [said(item) for item in each] for each in column.to_pylist()]
    return pa.chunked_array([pa.array(made, pa.list_(pa.string()))])
