"""Files decisions are taken from: the answer first, then its parts, in the words of the language asked."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graphsvc.stores.sql_store import open_store
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.decision_files import DECISIONS, decision_file
from graphsvc.wiring import Writer


@pytest.fixture
def analyst(tyre_store: Path) -> Analyst:
    return Analyst(open_store(f"sqlite:///{tyre_store}"))


def sheets(body: bytes) -> dict[str, list[dict[str, Any]]]:
    """Rows by heading, by sheet; the last sheet tells parameters."""
    book = openpyxl.load_workbook(io.BytesIO(body))
    found = {}
    for page in book.worksheets[:-1]:
        head, *rows = page.iter_rows(values_only=True)
        found[page.title] = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    return found


def test_a_plan_of_backups_has_need_and_frontier(analyst: Analyst) -> None:
    """M1 of the worked example needs 2,245.479 t, here in 万吨."""
    given = {"entity_id": "91370300FAKE011046"}
    document, body = decision_file(analyst, Writer(), "backup", given, "zh")
    told = sheets(body)
    assert len(told["答案"]) == document["n_rows"]
    [need] = [row for row in told["需要量"] if row["净需要量"]]
    assert need["净需要量"] == pytest.approx(0.2245479, abs=5e-8)
    assert {"费用 [万元]", "覆盖率 [1]", "损失(满产天) [d]"} <= set(told["费用与覆盖"][0])


def test_a_white_list_names_what_it_leaves_out(analyst: Analyst) -> None:
    document, body = decision_file(analyst, Writer(), "white-list", {}, "en")
    told = sheets(body)
    lacking = [row for row in document["rows"] if row["missing_upstream"]]
    assert len(told["upstream left out"]) == len(lacking)
    assert sum(map(len, told.values())) == 2 * document["n_rows"] + len(lacking)


def test_an_office_is_asked_by_sheet_row_and_column(analyst: Analyst) -> None:
    """Two cells of the worked example are blank; the row is the one of the workbook that was loaded."""
    document, body = decision_file(analyst, Writer(), "inquiries", {}, "zh")
    asked = sheets(body)["示例产业链专班 · SD-C90 · 山东省"]
    assert len(asked) == document["n_rows"] == 2
    first = asked[0]
    assert (first["文件"], first["工作表"], first["行"], first["空白列"]) == (
        "tyre.xlsx",
        "06_生产能力",
        2,
        "停产恢复时间",
    )
    assert first["要问的话"] == "示例轮胎一厂生产全钢载重轮胎的这个基地一旦停产，要几天才能恢复？"
    assert (first["答复(请填)"], first["答复的单位"]) == (None, "天")


@pytest.mark.parametrize("name", DECISIONS)
def test_every_heading_has_words(analyst: Analyst, name: str) -> None:
    """No sheet shows a name of the program as a heading."""
    for rows in sheets(decision_file(analyst, Writer(), name, {}, "zh")[1]).values():
        assert not [heading for row in rows for heading in row if heading.isascii()]
