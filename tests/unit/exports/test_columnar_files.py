"""Parquet and Arrow keep types and metadata, and are the same bytes again."""

from __future__ import annotations

import io

import pyarrow as pa
import pyarrow.parquet as pq

from graphsvc.exports.columnar_files import columnar_file

TABLE = pa.table(
    {"days": [1.5, None], "firms": [["甲", "乙"], []]},
    schema=pa.schema([pa.field("days", pa.float64(), metadata={"unit": "d"}), ("firms", pa.list_(pa.string()))],
                     metadata={"version_id": "v000001"}),
)  # fmt: skip


def test_each_shape_gives_the_table_back() -> None:
    read = pq.read_table(io.BytesIO(columnar_file(TABLE, "parquet")))
    assert (read.to_pydict(), read.schema.metadata) == (TABLE.to_pydict(), TABLE.schema.metadata)
    assert read.field("days").equals(TABLE.field("days"))
    assert read.field("days").metadata[b"unit"] == b"d"
    assert read.field("firms").type.value_type == pa.string()
    assert pa.ipc.open_file(columnar_file(TABLE, "arrow")).read_all().equals(TABLE, check_metadata=True)
    assert pa.ipc.open_stream(columnar_file(TABLE, "stream")).read_all().equals(TABLE, check_metadata=True)


def test_the_same_table_gives_the_same_bytes() -> None:
    for shape in ("parquet", "arrow", "stream"):
        assert columnar_file(TABLE, shape) == columnar_file(TABLE, shape)
