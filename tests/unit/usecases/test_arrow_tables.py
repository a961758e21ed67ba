"""Answers and tables as Arrow: the values of the document, real types, units and head as metadata."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import orjson
import pyarrow as pa
import pytest

from graphsvc.domain.dictionary import table_columns, table_names
from graphsvc.domain.errors import NotFound
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.stores.sql_store import open_store
from graphsvc.usecases.arrow_tables import WHOLE, answer_table, canonical_table
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import answer_document, table_document


@pytest.fixture(scope="module")
def analyst(tyre_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Analyst]:
    copy = tmp_path_factory.mktemp("tyre") / "store.db"
    copy.write_bytes(tyre_store.read_bytes())
    store = open_store(f"sqlite:///{copy}")
    yield Analyst(store)
    store.close()


def plain(value: object) -> object:
    """A cell as the document has it."""
    return value.isoformat() if isinstance(value, datetime.date) else value


@pytest.mark.slow  # every question that needs no parameter
@pytest.mark.parametrize("name", [n for n, q in CATALOGUE.items() if not any(p.required for p in q.parameters)])
def test_every_question_says_the_same(analyst: Analyst, name: str) -> None:
    answer = analyst.ask(name, {})
    table, document = answer_table(answer, "zh"), answer_document(answer, "zh")
    assert table.column_names == [column["name"] for column in document["columns"]]
    for column in document["columns"]:
        field = table.schema.field(column["name"])
        assert field.metadata[b"label"].decode() == column["label"]
        assert field.metadata.get(b"unit", b"").decode() == (column["unit"] or "")
        told = [plain(cell) for cell in table[column["name"]].to_pylist()]
        if field.metadata[b"type"] in (b"object", b"objects"):
            told = [None if cell is None else orjson.loads(str(cell)) for cell in told]
        assert told == [row[column["name"]] for row in document["rows"]], column["name"]


def test_head_and_units_are_metadata(analyst: Analyst) -> None:
    answer = analyst.ask("choke-points", {})
    metadata = answer_table(answer, "en").schema.metadata
    head = orjson.loads(metadata[WHOLE.encode()])
    document = answer_document(answer, "en")
    assert {name: head[name] for name in document if name != "rows"} == {
        name: orjson.loads(orjson.dumps(value)) for name, value in document.items() if name != "rows"
    }
    assert "rows" not in head
    assert metadata[b"content_hash"].decode() == answer.content_hash
    units = orjson.loads(metadata[b"units"])
    assert (units["loss_days"], units.get("name")) == ("d", None)


@pytest.mark.parametrize("name", table_names())
def test_every_table_has_its_types(analyst: Analyst, name: str) -> None:
    snapshot = analyst.workspace().snapshot
    table, document = canonical_table(snapshot, name), table_document(snapshot, name)
    assert table.column_names == [column["name"] for column in document["columns"]]
    kinds = {column.name: column.type for column in table_columns(name)}
    expected = {"date": pa.date32(), "list": pa.list_(pa.string()), "bool": pa.bool_(), "integer": pa.int64(),
                "number": pa.float64(), "share": pa.float64()}  # fmt: skip
    for column, kind in kinds.items():
        assert table.schema.field(column).type == expected.get(kind, pa.string())
        if kind != "json":
            assert [plain(c) for c in table[column].to_pylist()] == [row[column] for row in document["rows"]]


def test_a_table_says_how_secret_it_is(analyst: Analyst) -> None:
    snapshot = analyst.workspace().snapshot
    head = orjson.loads(canonical_table(snapshot, "firms").schema.metadata[WHOLE.encode()])
    assert (head["table"], head["secrecy"], head["n_rows"]) == ("firms", snapshot.secrecy, 12)


def test_days_are_days(analyst: Analyst) -> None:
    days = canonical_table(analyst.workspace().snapshot, "firms")["as_of"].to_pylist()
    assert set(days) == {datetime.date(2023, 12, 31)}


def test_no_such_table(analyst: Analyst) -> None:
    with pytest.raises(NotFound):
        canonical_table(analyst.workspace().snapshot, "ships")
