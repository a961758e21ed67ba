"""Whatever a workbook was like: what is loaded of it and written back is the same content when it is loaded again."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given

from graphsvc.domain.submission import LoadOptions, Staged
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.exports.workbook.writing import slot_workbook
from loaders.bundle import read_submissions
from tests.oracles.plain_chain import PlainChain, tables
from tests.properties.engine import examples
from tests.properties.strategies import chains
from tests.properties.strategies_cells import Book, messy_books
from tests.unit.loaders.books import make_book

BESIDE = {"source_file", "source_sheet", "source_row", "submission_id", "quality", "file", "sheet", "row"}


def read(path: Path) -> Staged:
    (found,) = read_submissions([path], LoadOptions(), lambda fraction, stage: None)
    return found


def contents(tables: ChainTables) -> dict[str, list[str]]:
    """What every table says, row by row in an order of its own, without where it stands."""
    return {
        name: sorted(str({k: v for k, v in row.items() if k not in BESIDE}) for row in tables.rows(name))
        for name in tables.n_rows()
    }


def written_again(staged: Staged) -> Staged:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "again.xlsx")
        path.write_bytes(slot_workbook(staged))
        return read(path)


@examples(25)
@given(messy_books())
def test_messy_book_comes_back(book: Book) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first = read(make_book(Path(folder, "first.xlsx"), book))
    again = written_again(first)
    assert contents(again.tables) == contents(first.tables)
    assert dict(again.tables.digests) == dict(first.tables.digests)


@examples(10)
@given(chains(max_products=6, max_firms=8, unidentified=True))
def test_generated_chain_comes_back(chain: PlainChain) -> None:
    rows: dict[str, list[dict[str, Any]]] = tables(chain)
    made = {name: arrow_table(name, each) for name, each in rows.items()}
    head = rows["submissions"][0]
    slot_like = read_back_of(made, head)
    assert dict(written_again(slot_like).tables.digests) == dict(slot_like.tables.digests)


def read_back_of(made: dict[str, Any], head: dict[str, Any]) -> Staged:
    """The canonical tables as a first workbook makes them: what it could not hold is gone then."""
    from graphsvc.domain.submission import Slot

    slot = Slot(head["slot_chain"], head["slot_region"])
    return written_again(Staged("sub-made", slot, (), ChainTables(made)))
