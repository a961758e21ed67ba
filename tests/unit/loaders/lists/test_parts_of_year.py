"""Figures under a part of a year are read and said; a whole year, and lists that ask for no yearly figures, are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.loaders.books import FIRMS, PLAIN, make_book, with_list
from tests.unit.loaders.books import read as load

GROUPED = [
    [*FIRMS[0], "2023年1-11月", None],
    [None, None, None, None, None, "营业收入", "利润总额"],
    *([*row, 900, 50] for row in FIRMS[1:]),
]
TITLED = [["示例县2023年前三季度生产情况"], [], *([*row] for row in PLAIN["06_生产能力"])]


@pytest.mark.slow  # a workbook for each case
@pytest.mark.parametrize(
    ("sheet", "rows", "said"),
    [
        ("05_企业名录", GROUPED, [(2, "2023年1-11月/营业收入"), (2, "2023年1-11月/利润总额")]),
        (
            "05_企业名录",
            [[*FIRMS[0], "营业收入（上半年）"], *([*row, 900] for row in FIRMS[1:])],
            [(1, "营业收入（上半年）")],
        ),
        ("05_企业名录", [[*FIRMS[0], "2023年1-12月营业收入"], *([*row, 900] for row in FIRMS[1:])], []),
        ("06_生产能力", TITLED, [(1, None)]),
        ("07_供应关系", [["2023年一季度配套情况"], *([*row] for row in PLAIN["07_供应关系"])], [(1, None)]),
        ("07_供应关系", [["2023年度配套情况"], *([*row] for row in PLAIN["07_供应关系"])], []),
        ("02_产业链环节", [["2023年一季度"], *([*row] for row in PLAIN["02_产业链环节"])], []),
    ],
)
def test_a_part_of_a_year_is_said(
    tmp_path: Path, sheet: str, rows: list[list[object]], said: list[tuple[int, str | None]]
) -> None:
    staged = load(make_book(tmp_path / "示例.xlsx", with_list(sheet, rows)))
    told = [(n.place.row, n.place.column) for n in staged.notices if n.code == "part_of_year"]
    assert told == said
    assert "unit_not_understood" not in {n.code for n in staged.notices}
    if rows is GROUPED:
        assert [row["revenue"] for row in staged.tables.rows("firms")] == [900.0, 900.0]
