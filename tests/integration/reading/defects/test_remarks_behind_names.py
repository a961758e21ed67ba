"""Remarks behind names in a whole book: who is meant stays the same, what is remarked stands in its own column."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.pages import write_book
from tests.corpus.reading import loaded, read_here
from tests.integration.reading.defects.case import BLACK, TYRE, clean_pages
from tests.unit.loaders.spoiling import add, both, column, put


def test_who_is_meant_stays_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_here(monkeypatch)
    book = clean_pages()
    both(
        column("firms", "登记状态", "存续", None),
        put("firms", 2, name="示例轮胎一厂（停产）"),
        put("firms", 3, name="【已注销】示例炭黑一厂"),
        add("capacities", ["示例炭黑一厂（停产）", "P1", 5, None, "现状"]),
        put("supplies", 2, supplier="示例炭黑一厂-独家", buyer="示例轮胎一厂（停产、待定）"),
        column("supplies", "备选供方", "示例备用厂（送样）、待定"),
    )(book)
    found = loaded([write_book(list(book.values()), tmp_path / "示例.xlsx")])
    firms = {row["firm_id"]: (row["name"], row["status"]) for row in found.tables.rows("firms")}
    assert firms == {TYRE: ("示例轮胎一厂", "存续"), BLACK: ("示例炭黑一厂", "注销")}
    (trade,) = found.tables.rows("supplies")
    assert trade["buyer"] == TYRE
    assert (trade["supplier"], trade["declared_sole"], trade["alternates"]) == (BLACK, True, ["示例备用厂"])
    said = {(n.code, n.place.sheet, n.place.row, n.original) for n in found.notices if "annotation" in n.code}
    assert {each[3] for each in said} >= {"示例轮胎一厂（停产）", "【已注销】示例炭黑一厂", "示例炭黑一厂-独家"}
