"""Tables as bytes and back."""

from __future__ import annotations

import pyarrow as pa
import pytest

from graphsvc.domain.errors import StoreError
from graphsvc.domain.tables import ChainTables, arrow_schema, arrow_table
from graphsvc.stores.columnar import decode, decode_tables, encode, encode_tables, joined

ROWS = [
    {"product_code": f"P{n}", "product_name": "示例" * n, "aliases": ["甲", "乙"][: n % 3], "ref_price": n / 7}
    for n in range(9)
]
PRODUCTS = arrow_table("products", [*ROWS, {}])


def test_round_trip_keeps_every_type_and_blank() -> None:
    assert decode(encode(PRODUCTS)).equals(PRODUCTS, check_metadata=True)


def test_same_table_gives_same_bytes_however_it_is_chunked() -> None:
    pieces = pa.concat_tables([PRODUCTS.slice(0, 4), PRODUCTS.slice(4)])
    assert pieces["product_code"].num_chunks == 2
    assert encode(pieces) == encode(PRODUCTS)


def test_tables_of_earlier_editions_are_read() -> None:
    """They were compressed with zstd, level 3."""
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=pa.Codec("zstd", compression_level=3))
    with pa.ipc.new_file(sink, PRODUCTS.schema, options=options) as writer:
        writer.write_table(PRODUCTS)
    assert decode(sink.getvalue().to_pybytes()).equals(PRODUCTS, check_metadata=True)


def test_bytes_that_are_no_table() -> None:
    for data in (b"", b"ARROW1", encode(PRODUCTS)[:-40]):
        with pytest.raises(StoreError) as caught:
            decode(data)
        assert caught.value.code == "store_corrupt"


def test_empty_tables_take_no_room_and_come_back() -> None:
    assert encode_tables(ChainTables({})) == {}
    tables = decode_tables(encode_tables(ChainTables({"products": PRODUCTS})))
    assert tables["supplies"].equals(arrow_schema("supplies").empty_table())


def test_tables_and_columns_beyond_the_dictionary_are_kept() -> None:
    children = pa.table({"child": ["P1"], "parent": ["P0"]})
    supplies = arrow_table("supplies", [{}]).append_column("revenue_share", [[0.25]])
    tables = decode_tables(encode_tables(ChainTables({"beyond": children, "supplies": supplies, "x": children[:0]})))
    assert tables["beyond"].equals(children)
    assert tables["supplies"].equals(supplies)
    assert tables["x"].num_rows == 0


def test_columns_the_dictionary_gained_since_are_null() -> None:
    older = PRODUCTS.drop_columns(["is_key"])
    data = decode_tables(encode_tables(ChainTables({"products": older})))["products"]
    assert data["is_key"].null_count == PRODUCTS.num_rows
    assert data["is_key"].type == arrow_schema("products").field("is_key").type


def test_slots_joined_in_order() -> None:
    other = arrow_table("products", [{"product_code": "P9"}]).append_column("extra", [["e"]])
    data = joined([ChainTables({"products": PRODUCTS}), ChainTables({"products": other})])["products"]
    assert data["product_code"].to_pylist()[-2:] == [None, "P9"]
    assert data["extra"].to_pylist()[-2:] == [None, "e"]
    assert joined([]).n_rows() == {}
