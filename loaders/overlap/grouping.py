"""Rows that speak of one fact, found over whole columns; only facts with something to decide are handed on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graphsvc.domain.identity import IDENTITIES, Identity
from graphsvc.domain.submission import Slot
from loaders.entity_names import name_key
from loaders.overlap.ranking import Told

Longs = npt.NDArray[np.int64]


def facts(table: str, parts: Sequence[tuple[Slot, pa.Table]]) -> Iterator[list[Told]]:
    """Groups of rows of one fact in which something must be decided, in the order of their first rows.

    That is where several slots speak, where years differ, and in list 06 where rows with and without a site stand
    beside each other; there a group is a firm, product and state.
    """
    identity = IDENTITIES[table]
    n = sum(data.num_rows for _, data in parts)
    if n < 2:
        return
    part = np.repeat(np.arange(len(parts)), [data.num_rows for _, data in parts])
    row = np.concatenate([np.arange(data.num_rows) for _, data in parts])
    fields = [name for name in identity.key if (table, name) != ("capacities", "site")]
    codes = [_codes([data[name] for _, data in parts]) for name in fields]
    known = codes[0] >= 0
    fact = _numbered(codes)
    if identity.of_chain:
        fact = _numbered([fact - 1, _numbered_texts([slot.chain for slot, _ in parts])[part]])
    open_ = _several(fact, part)
    if identity.year is not None:
        open_ |= _several(fact, _codes([data[identity.year] for _, data in parts]))
    if table == "capacities":
        open_ |= _several(fact, np.concatenate([data["site"].is_null().to_numpy() for _, data in parts]).astype(int))
    wanted = np.flatnonzero(open_ & known)
    groups: dict[int, list[int]] = defaultdict(list)
    for at in wanted.tolist():
        groups[int(fact[at])].append(at)
    values = _rows(parts, part[wanted], row[wanted])
    told = {
        at: Told(int(part[at]), int(row[at]), parts[int(part[at])][0], each)
        for at, each in zip(wanted.tolist(), values, strict=True)
    }
    for group in groups.values():
        yield [told[at] for at in group]


def apart(identity: Identity, group: Sequence[Told]) -> list[list[Told]]:
    """A group as it is where no two rows contradict each other in what they are about, else one list per thing."""
    if not identity.about:
        return [list(group)]
    about = [tuple(_plain(told.values[name]) for name in identity.about) for told in group]
    if all(len({each[i] for each in about} - {None}) < 2 for i in range(len(identity.about))):
        return [list(group)]
    things: dict[tuple[str | None, ...], list[Told]] = defaultdict(list)
    for told, each in zip(group, about, strict=True):
        things[each].append(told)
    return list(things.values())


def _plain(value: object) -> str | None:
    return None if value is None else name_key(str(value))


def _codes(columns: Sequence[pa.ChunkedArray]) -> Longs:
    """A whole number per row for the values of a column over all parts, -1 for blanks."""
    whole = pa.chunked_array([chunk for column in columns for chunk in column.chunks], type=columns[0].type)
    if pa.types.is_list(whole.type):
        whole = pc.binary_join(whole, "\x1f")
    encoded = whole.combine_chunks().dictionary_encode()
    codes: Longs = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes


def _numbered(columns: Sequence[Longs]) -> Longs:
    """A whole number per combination of the columns' numbers."""
    fact = columns[0] + 1
    for column in columns[1:]:
        fact = np.unique(fact * (int(column.max()) + 2) + column + 1, return_inverse=True)[1].astype(np.int64)
    return fact


def _numbered_texts(texts: Sequence[str]) -> Longs:
    return np.unique(np.array(texts, dtype=object).astype(str), return_inverse=True)[1].astype(np.int64)


def _several(fact: Longs, of: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Whether the fact of each row has more than one value of ``of``."""
    low, high = np.full(int(fact.max()) + 1, np.iinfo(np.int64).max), np.full(int(fact.max()) + 1, -2)
    np.minimum.at(low, fact, of)
    np.maximum.at(high, fact, of)
    several: npt.NDArray[np.bool_] = (low < high)[fact]
    return several


def _rows(parts: Sequence[tuple[Slot, pa.Table]], part: Longs, row: Longs) -> list[dict[str, object]]:
    """Values of rows, in the order asked; ``part`` ascends."""
    found: list[dict[str, object]] = []
    for number in np.unique(part).tolist():
        found += parts[number][1].take(pa.array(row[part == number])).to_pylist()
    return found
