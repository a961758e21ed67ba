"""What comes out of a load has the types of ``domain/rows.py``, whichever cell was left blank."""

from __future__ import annotations

import pytest
import xlsxwriter

from graphsvc.domain.dictionary import Sheet, sheets, table_names
from graphsvc.domain.submission import LoadOptions
from graphsvc.domain.tables import ChainTables
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.load_submission import load
from graphsvc.wiring import Loader
from tests.integration.test_every_list import EXTRA, cell_of, columns_of
from tests.oracles.plain_chain import fake_code
from tests.row_checks import row_check

ONE_OF_A_KIND = ("submissions", "chains")


def lines(sheet: Sheet) -> list[dict[str, object]]:
    """A full row, then one per column that leaves it blank; codes that must be unique are."""
    columns = columns_of(sheet)
    full = {column.heading: cell_of(sheet.table, column)[0] for column in columns}
    full |= {"占需方采购比重": "1%"} if sheet.table == "supplies" else {}  # all rows together stay below 100 %
    told = [full]
    for number, blank in enumerate(columns if sheet.table not in ONE_OF_A_KIND else ()):
        own = {c.heading: f"{full[c.heading]}-{number}" for c in columns if "unique" in c.rules}
        if sheet.table == "firms":
            own = {"统一社会信用代码": fake_code(200 + number, "371302"), "企业名称": f"示例橡胶{number}号有限公司"}
        told.append({**full, **own, blank.heading: None})
    return told + ([dict(EXTRA[sheet.table])] if sheet.table in EXTRA else [])


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> ChainTables:
    path = tmp_path_factory.mktemp("blanks") / "空格.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for sheet in sheets():
        page = book.add_worksheet(f"{sheet.number}_{sheet.name}".replace("/", ""))
        headings, told = [column.heading for column in columns_of(sheet)], lines(sheet)
        for x, heading in enumerate(headings):
            if sheet.table == "submissions":
                page.write_row(x, 0, (heading, told[0][heading]))
            else:
                page.write_column(0, x, [heading, *(row.get(heading) for row in told)])
    book.close()
    store = MemoryStore()
    outcome = load([path], LoadOptions(), store, Loader("敏感"), lambda fraction, stage: None)
    assert outcome.version_id is not None, outcome.notices
    return store.tables(outcome.version_id)


@pytest.mark.parametrize("table", table_names())
def test_rows_have_their_types(table: str, loaded: ChainTables) -> None:
    held = row_check(table)
    for row in loaded.rows(table):
        held.validate_python(row, strict=True)


def test_rows_without_what_is_needed_were_put_aside(loaded: ChainTables) -> None:
    needed = {s.table: sum(len(group) == 1 for group in s.needs) for s in sheets() if s.table not in ONE_OF_A_KIND}
    parked = [row["table"] for row in loaded.rows("parked") if row["code"] == "missing_value"]
    assert {table: parked.count(table) for table in needed} == needed
    standing = [s.table for s in sheets() if s.table in loaded.n_rows()]
    assert standing == [s.table for s in sheets()]
