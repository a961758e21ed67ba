"""The end of a load: a verdict on the screen, in the document and over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.domain.verdict import GRAVITIES
from graphsvc.settings import Settings
from graphsvc.wiring import House
from tests.integration.door import Door
from tests.integration.waiting_books import Book, robots
from tests.unit.loaders.books import make_book

SHAPE = {*GRAVITIES, "by_code"}


def spoiled() -> Book:
    """A book with something of every gravity."""
    book = robots()
    book["06_生产能力"][4][2] = "钢才"
    for row, extra in zip(book["06_生产能力"], ("看不懂的列", "甲", "乙", None, None), strict=True):
        row.append(extra)
    book["05_企业名录"][1][1] = "某某地方"
    book["04_产品投入产出"][1][3] = None
    return book


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The spoiled book as a file."""
    return make_book(tmp_path / "robots.xlsx", spoiled())


def check_shape(verdict: dict[str, Any]) -> None:
    """Counts are numbers; kinds have a code, an action, a number and at most five places."""
    assert set(verdict) == SHAPE
    assert all(isinstance(verdict[name], int) for name in GRAVITIES)
    for kind in verdict["by_code"]:
        assert set(kind) == {"code", "action", "n", "first"}
        assert 1 <= len(kind["first"]) <= 5
        assert all(set(place) == {"file", "sheet", "row"} for place in kind["first"])


def test_document(book: Path, empty_door: Door) -> None:
    checked, loaded = empty_door.json("validate", book), empty_door.json("load", book)
    verdict = loaded["verdict"]
    check_shape(verdict)
    assert verdict == checked["verdict"]
    assert {name: verdict[name] for name in GRAVITIES[:4]} == {
        "parked": 1, "columns_unread": 1, "nulled": 1, "guessed": 1,
    }  # fmt: skip
    assert [kind["code"] for kind in verdict["by_code"]][:4] == [
        "V02", "unknown_heading", "unknown_place", "default_used",
    ]  # fmt: skip
    assert verdict["by_code"][0] == {
        "code": "V02", "action": "parked", "n": 1,
        "first": [{"file": "robots.xlsx", "sheet": "06_生产能力", "row": 5}],
    }  # fmt: skip
    assert sum(kind["n"] for kind in verdict["by_code"]) == len(loaded["warnings"])


def test_screen(book: Path, empty_door: Door) -> None:
    code, out, err = empty_door("load", book)
    lines = out.decode().splitlines()
    assert (code, err) == (0, "")
    assert lines[1].startswith("装载结论：暂存 1，未读列 1，留空 1，推断 1，照录 ")
    assert [line.split(" · ")[0].strip() for line in lines[2:6]] == ["暂存", "未读列", "留空", "推断"]
    assert lines[2] == "  暂存 · V02 × 1 · 06_生产能力 第 5 行“产品编码或名称”填的“钢才”在 03_环节产品 中没有这一项。"
    assert "  照录 · V14 × 2 · 产品没有投入关系：robots.xlsx · 03_环节产品 第 2、3 行" in lines
    assert "  暂存的行：graphsvc table parked" in lines
    assert "  逐条内容与改法：graphsvc load … --json" in lines


def test_screen_in_english(book: Path, empty_door: Door) -> None:
    _, out, _ = empty_door("validate", book, "--lang", "en")
    lines = out.decode().splitlines()
    assert lines[1].startswith("Verdict: parked 1, columns not read 1, left blank 1, guessed 1, kept ")
    assert "  Every one with its remedy: graphsvc validate … --json" in lines


def test_nothing_is_folded_where_there_is_no_terminal(book: Path, empty_door: Door) -> None:
    empty_door.json("load", book)
    _, out, err = empty_door("ask", "missing-links")
    assert max(map(len, out.decode().splitlines())) > 80
    assert "06_生产能力 有 1 行待确认（没有装入，或缺少起决定作用的内容）；它们可能涉及的结论记为未知。" in err


def test_http(book: Path, tmp_path: Path) -> None:
    house = House(Settings(store_url=f"sqlite:///{tmp_path / 'http.db'}"))
    with TestClient(create_app(house), "http://127.0.0.1") as client:
        answer = client.post("/api/v1/submissions", files={"files": (book.name, book.read_bytes())})
    house.close()
    assert answer.status_code == 201
    check_shape(answer.json()["verdict"])
    assert answer.json()["verdict"]["parked"] == 1


@pytest.mark.parametrize(
    ("sheet", "heading", "effect"),
    [
        ("05_企业名录", "注册地", "本地与外地无法区分，本地结论都会是未知"),
        ("06_生产能力", "状态", "现状与在建、规划无法区分"),
        ("03_环节产品", "计量单位", "数量没有单位"),
        ("05_企业名录", "年度", "多年的企业数据无法取舍"),
        ("07_供应关系", "年度", "多年的供应数据无法取舍"),
        ("05_企业名录", "行业代码", "行业覆盖无法判断"),
    ],
)
def test_a_column_everything_hangs_on(tmp_path: Path, empty_door: Door, sheet: str, heading: str, effect: str) -> None:
    book = robots()
    at = book[sheet][0].index(heading)
    book[sheet] = [[cell for position, cell in enumerate(row) if position != at] for row in book[sheet]]
    loaded = empty_door.json("load", make_book(tmp_path / "robots.xlsx", book))
    first = loaded["verdict"]["by_code"][0]
    assert (first["code"], first["n"]) == ("column_missing", 1)
    (said,) = [w for w in loaded["warnings"] if w["code"] == "column_missing"]
    assert (said["sheet"], said["row"]) == (sheet, 1)
    assert effect in said["message"]
    assert not [w for w in loaded["warnings"] if w["code"] == "missing_heading"]


def test_without_regions_every_local_conclusion_is_unknown(tmp_path: Path, empty_door: Door) -> None:
    book = robots()
    book["05_企业名录"] = [[row[0], *row[2:]] for row in book["05_企业名录"]]
    empty_door.json("load", make_book(tmp_path / "robots.xlsx", book))
    verdicts = {row["product_code"]: row["is_missing"] for row in empty_door.json("ask", "missing-links")["rows"]}
    assert verdicts == {"Q1": "unknown", "Q2": "unknown", "Q3": "unknown"}
