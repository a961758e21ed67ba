"""Lines of the disposable reader: sheets come of whole ones only, whatever the child did."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from graphsvc.domain.errors import LoadError
from loaders.files.sheets import RawSheet, _sheets_in
from loaders.raw_cells import Fault, IsoDay, Percent

OPEN = b'{"sheet":"05","state":"visible"}'
ROW = (
    b'{"rows":[2],"hidden":[2],"columns":'
    b'[["a"],[1],[["percent",0.35]],[["date","2023-04-01"]],[["error","#N/A"]],[["formula","="]],[null],[true]]}'
)
CLOSE = b'{"end":true,"merged":[[1,2,3,2]],"hidden_columns":[[2,4]],"far_cells":3,"comments":[[2,1,"?"]]}'
DONE = b'{"done":true}'


def sheets(*lines: bytes) -> list[RawSheet]:
    return list(_sheets_in("a.xlsx", lines))


def test_cells_come_with_what_their_format_or_formula_makes_of_them() -> None:
    (sheet,) = sheets(OPEN, ROW, CLOSE, DONE)
    cells = ["a", 1, Percent(0.35), IsoDay("2023-04-01"), Fault("error", "#N/A"), Fault("formula", "="), None, True]
    assert list(sheet.rows) == [(2, cells)]
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.n_far_cells) == ({2}, {2, 3, 4}, 3)
    assert (sheet.merged, sheet.comments) == ([(1, 2, 3, 2)], [(2, 1, "?")])


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (OPEN,),
        (OPEN, ROW, CLOSE),
        (OPEN, b'{"rows":[2'),
        (ROW, CLOSE, DONE),
        (CLOSE, DONE),
        (OPEN, ROW[:20], CLOSE, DONE),
    ],
)
def test_lines_that_break_off_or_belong_to_no_sheet_are_a_failed_reader(lines: tuple[bytes, ...]) -> None:
    with pytest.raises(LoadError) as refused:
        sheets(*lines)
    assert refused.value.code == "reader_failed"


def test_what_the_child_refuses_is_refused_at_its_row() -> None:
    with pytest.raises(LoadError) as refused:
        sheets(OPEN, b'{"refused":"cell_too_long","row":7,"limit":9}')
    assert refused.value.code == "cell_too_long"
    assert refused.value.notices[0].place.row == 7
    assert refused.value.facts["limit"] == 9


def block(numbers: list[int], *columns: Any) -> bytes:
    return orjson.dumps({"rows": numbers, "hidden": [], "columns": columns})


def test_rows_come_in_their_order_each_up_to_its_last_cell() -> None:
    later, sooner = (
        block([5, 7], ["x", None], [1, 2]),
        block([2, 3], ["a", "b"], {"at": [1], "cells": [["percent", 1]]}),
    )
    told = [(2, ["a"]), (3, ["b", Percent(1.0)]), (5, ["x", 1]), (7, [None, 2])]
    for lines in ([sooner, later], [later, sooner]):
        (sheet,) = sheets(OPEN, *lines, CLOSE, DONE)
        assert list(sheet.rows) == told
        assert [sheet.rows[at] for at in range(-4, 4)] == told * 2
        assert sheet.rows[1:3] == told[1:3]
        assert sheet.rows[3:9] == told[3:]
        assert len(sheet.rows) == 4


def test_rows_that_are_asked_for_again_are_as_they_were_read() -> None:
    (sheet,) = sheets(OPEN, block([1, 2], ["a", "b"]), CLOSE, DONE)
    for _, cells in sheet.rows:
        cells[0] = None
        cells.append(1)
    assert list(sheet.rows) == [(1, ["a"]), (2, ["b"])]
    with pytest.raises(IndexError):
        sheet.rows[2]
