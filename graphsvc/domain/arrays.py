"""Small array helpers: text to integer codes, compressed sparse rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]
Whole = npt.NDArray[np.integer]
Numbers = npt.NDArray[np.number | np.bool_]


def encode(column: pa.ChunkedArray, index: Mapping[str, int]) -> Ints:
    """Codes of a text column by ``index``; -1 where blank or unknown. Work per distinct value, not per row."""
    if len(column) == 0:
        return np.empty(0, np.int32)
    encoded = column.combine_chunks().dictionary_encode()
    known = np.array([index.get(v, -1) for v in encoded.dictionary.to_pylist()] or [-1], np.int32)
    positions = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return np.where(positions < 0, np.int32(-1), known[positions])


def numbers(column: pa.ChunkedArray) -> Floats:
    """A numeric column as floats, NaN where blank."""
    return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)


def positions_where(mask: pa.ChunkedArray) -> list[int]:
    """Positions, ascending, at which a mask is true; blank is not true.

    ``pyarrow.compute.indices_nonzero`` ended the process on some masks before release 26 of pyarrow.
    """
    positions: list[int] = np.flatnonzero(mask.fill_null(False).to_numpy()).tolist()
    return positions


def distinct(columns: Sequence[pa.ChunkedArray]) -> list[str]:
    """Sorted distinct non-blank texts of several columns."""
    found: set[str] = set()
    for column in columns:
        found.update(v for v in column.unique().to_pylist() if v is not None)
    return sorted(found)


def pointers(keys: Whole, n: int) -> Longs:
    """Row pointers (n + 1,) of sorted integer ``keys`` in 0..n-1."""
    return np.searchsorted(keys, np.arange(n + 1)).astype(np.int64)


def spans(starts: Whole, counts: Whole) -> Longs:
    """Concatenated ranges start..start+count-1, e.g. starts [3, 7], counts [2, 1] -> [3, 4, 7]."""
    total = int(counts.sum())
    if total == 0:
        return np.empty(0, np.int64)
    offsets = np.repeat(np.cumsum(counts) - counts, counts)
    found: Longs = np.repeat(starts.astype(np.int64), counts) + np.arange(total, dtype=np.int64) - offsets
    return found


def totals(keys: Whole, values: Numbers, n: int) -> Floats:
    """Sum of ``values`` per key (n,); NaN where any value of the key is NaN, 0 where a key has none."""
    return np.bincount(keys, weights=values, minlength=n).astype(np.float64)
