"""A time of day is a time of day: in a column of figures it is no part of 1, and that is said."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tests.unit.loaders.books import PLAIN, make_book, read

SUPPLIES = ["供方", "需方", "产品", "年供应量", "需方库存天数", "占需方采购比重", "年度", "数据来源"]
NOON = datetime.time(12, 0)


@pytest.mark.slow  # a workbook for each time
@pytest.mark.parametrize(
    ("column", "field"), [("年供应量", "qty"), ("需方库存天数", "stock"), ("占需方采购比重", "share_buyer")]
)
@pytest.mark.parametrize("cell", [NOON, datetime.timedelta(hours=12), "12:00"])
def test_a_time_of_day_is_no_figure(tmp_path: Path, column: str, field: str, cell: object) -> None:
    plain = dict(zip(PLAIN["07_供应关系"][0], PLAIN["07_供应关系"][1], strict=True))
    row = [cell if heading == column else plain.get(heading) for heading in SUPPLIES]
    staged = read(make_book(tmp_path / "a.xlsx", {**PLAIN, "07_供应关系": [SUPPLIES, row]}))
    assert dict(staged.tables.rows("supplies")[0])[field] is None
    notices = [n for n in staged.notices if n.place.column == column]
    assert [n.action for n in notices] == ["nulled"]
    assert str(notices[0].original).startswith("12:00")
