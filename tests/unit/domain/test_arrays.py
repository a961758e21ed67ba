"""Helpers that turn columns into arrays."""

from __future__ import annotations

import pyarrow as pa
import pytest

from graphsvc.domain.arrays import positions_where


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([[True, False], [None, True]], [0, 3]),
        ([[None, None]], []),
        ([[], [True]], [0]),
        ([], []),
    ],
)
def test_positions_where_a_mask_is_true(chunks: list[list[bool | None]], expected: list[int]) -> None:
    assert positions_where(pa.chunked_array(chunks, pa.bool_())) == expected
