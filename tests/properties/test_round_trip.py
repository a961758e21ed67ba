"""Whatever a workbook was like: what is loaded of it and written back is the same content when it is loaded again."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given

from graphsvc.domain.submission import LoadOptions, Slot, Staged
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.exports.workbook.writing import slot_workbook
from graphsvc.usecases.load_submission import LoadOutcome, validate
from graphsvc.wiring import Loader
from tests.oracles.plain_chain import PlainChain, tables
from tests.properties.engine import examples
from tests.properties.strategies import chains
from tests.properties.strategies_cells import Book, messy_books
from tests.unit.loaders.books import make_book

BESIDE = {"source_file", "source_sheet", "source_row", "submission_id", "quality", "file", "sheet", "row"}


def read(path: Path) -> LoadOutcome:
    return validate([path], LoadOptions(), None, Loader("敏感"), lambda fraction, stage: None)


def staged_of(outcome: LoadOutcome) -> Staged:
    (part,) = outcome.parts
    return part.staged


def contents(staged: Staged) -> dict[str, list[str]]:
    """What every table says, row by row in an order of its own, without where it stands."""
    return {
        name: sorted(str({k: v for k, v in row.items() if k not in BESIDE}) for row in staged.tables.rows(name))
        for name in staged.tables.n_rows()
    }


def written_again(staged: Staged) -> LoadOutcome:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "again.xlsx")
        path.write_bytes(slot_workbook(staged))
        return read(path)


@examples(25)
@given(messy_books())
def test_messy_book_comes_back(book: Book) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first = read(make_book(Path(folder, "first.xlsx"), book))
    again = written_again(staged_of(first))
    assert contents(staged_of(again)) == contents(staged_of(first))
    assert again.content_hash == first.content_hash


@examples(10)
@given(chains(max_products=6, max_firms=8, unidentified=True))
def test_generated_chain_comes_back(chain: PlainChain) -> None:
    rows = tables(chain)
    head = rows["submissions"][0]
    made = ChainTables({name: arrow_table(name, each) for name, each in rows.items()})
    first = written_again(Staged("sub-made", Slot(head["slot_chain"], head["slot_region"]), (), made))
    assert first.parts[0].staged.tables.n_rows()["firms"] == len(rows["firms"])
    again = written_again(staged_of(first))
    assert contents(staged_of(again)) == contents(staged_of(first))
    assert again.content_hash == first.content_hash
