"""Tables as Parquet and Arrow, with their types and metadata; the same table gives the same bytes."""

from __future__ import annotations

from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from graphsvc.domain.ports import ColumnarEnding


def columnar_file(table: pa.Table, shape: ColumnarEnding | Literal["stream"]) -> bytes:
    """``parquet`` (zstd), ``arrow`` as the IPC file that pandas, polars and R open, ``stream`` as the one for the
    wire."""
    sink = pa.BufferOutputStream()
    if shape == "parquet":
        pq.write_table(table, sink, compression="zstd")
    else:
        new = pa.ipc.new_stream if shape == "stream" else pa.ipc.new_file
        with new(sink, table.schema) as writer:
            writer.write_table(table)
    return bytes(sink.getvalue())
