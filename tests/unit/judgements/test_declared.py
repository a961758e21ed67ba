"""V15: what an office declares in lists 08, 09 and 17 stands beside what follows from the data, at its row."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from graphsvc.domain.answers import Answer
from graphsvc.domain.submission import LoadOptions
from graphsvc.samples.workbooks import SOURCES, make_workbook
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.load_submission import load
from graphsvc.wiring import Loader

SHEETS = {
    "08_特色优势清单": [
        ["环节编码", "产品编码", "优势类型", "代表企业"],
        ["C90-05-01", "P020501", "规模", "示例盘条"],  # computed: missing
    ],
    "09_短板环节清单": [
        ["环节编码", "产品编码", "短板类型", "现状描述", "突破路径", "责任单位", "时限"],
        ["C90-05-01", "P020501", "缺链", "外购", "招引", "示例处", "2024-12-31"],  # agrees
        ["C90-03", "P020301", "缺链", "外购", "招引", "示例处", "2024-12-31"],  # computed: made here, one source
    ],
    "17_断链断供风险清单": [
        ["风险编号", "产品", "风险源类别", "风险情形", "填报等级"],
        ["R-1", "P020601", "材料", "安全环保停产", "红"],  # agrees
        ["R-2", "P020301", "材料", "安全环保停产", "绿"],  # computed: red
    ],
}


@pytest.fixture(scope="module")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    path = make_workbook(SOURCES / "tyre", tmp_path_factory.mktemp("declared") / "book.xlsx")
    book = openpyxl.load_workbook(path)
    for name, rows in SHEETS.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)
    store = MemoryStore()
    load([Path(path)], LoadOptions(), store, Loader("敏感"), lambda fraction, stage: None)
    return Analyst(store)


def places(answer: Answer) -> list[tuple[str | None, int | None, str | None]]:
    return [(n.place.sheet, n.place.row, n.original) for n in answer.notices if n.code == "V15"]


def test_stages_show_declared_beside_computed(analyst: Analyst) -> None:
    assert places(analyst.ask("stages", {})) == [("08_特色优势清单", 2, "优势"), ("09_短板环节清单", 3, "缺链")]


def test_choke_points_show_declared_grades(analyst: Analyst) -> None:
    assert places(analyst.ask("choke-points", {})) == [("17_断链断供风险清单", 3, "绿")]
