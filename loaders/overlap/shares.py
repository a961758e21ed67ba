"""List 07 over all slots: what several offices tell of one buyer and product must not add up to more than all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from graphsvc.domain.arrays import positions_where
from graphsvc.domain.submission import Slot
from loaders.overlap.ranking import Told
from loaders.rulings import SHARES_AT_MOST


class TooMuch(NamedTuple):
    """Rows of several slots whose shares of one buyer's purchases of one product add up to more than 102 %."""

    rows: list[Told]
    total: float


def shares_above_all(parts: Sequence[tuple[Slot, pa.Table]]) -> Iterator[TooMuch]:
    """Purchases that no single list tells too much of, but all of them together do; by buyer and product."""
    columns = ("buyer", "product", "share_buyer")
    told = [
        data.select(columns).append_column("part", pa.array([number] * data.num_rows, pa.int64()))
        for number, (_, data) in enumerate(parts)
        if data.num_rows
    ]
    if len(told) < 2:
        return
    sums = [("share_buyer", "sum"), ("part", "min"), ("part", "max")]
    found = pa.concat_tables(told).group_by(["buyer", "product"]).aggregate(sums)
    several = pc.not_equal(found["part_min"], found["part_max"])
    above = pc.fill_null(pc.greater(found["share_buyer_sum"], SHARES_AT_MOST + 1e-9), False)
    for pair in sorted(found.filter(pc.and_(several, above)).to_pylist(), key=lambda p: (p["buyer"], p["product"])):
        rows = [
            Told(number, at, slot, data.slice(at, 1).to_pylist()[0])
            for number, (slot, data) in enumerate(parts)
            for at in _of(data, pair["buyer"], pair["product"])
        ]
        yield TooMuch([told for told in rows if told.values["share_buyer"] is not None], pair["share_buyer_sum"])


def _of(data: pa.Table, buyer: str, product: str) -> list[int]:
    return positions_where(pc.and_(pc.equal(data["buyer"], buyer), pc.equal(data["product"], product)))
