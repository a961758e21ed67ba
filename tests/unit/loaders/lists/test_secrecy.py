"""密级: six levels, the higher of two, and files above the limit refused before anything is stored."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import LoadError
from graphsvc.domain.secrecy import LEVELS, highest, level_of
from graphsvc.domain.submission import LoadOptions
from tests.unit.loaders.books import HEAD, PRODUCTS, make_book, read, with_list

pytestmark = pytest.mark.slow  # a process reads each workbook


def _head(*levels: str) -> list[list[Any]]:
    return [*HEAD[:-1], *(["密级", level] for level in levels)]


def _level(path: Path, limit: str) -> str | None:
    staged = read(path, LoadOptions(max_secrecy=limit))
    (row,) = staged.tables.rows("submissions")
    found: str | None = row["secrecy"]
    return found


@pytest.mark.parametrize("limit", LEVELS)
@pytest.mark.parametrize("level", LEVELS)
def test_levels_rise(tmp_path: Path, level: str, limit: str) -> None:
    path = make_book(tmp_path / "book.xlsx", with_list("00_填报说明", _head(level)))
    if LEVELS.index(level) <= LEVELS.index(limit):
        assert _level(path, limit) == level
        return
    with pytest.raises(LoadError) as refused:
        _level(path, limit)
    (notice,) = refused.value.notices
    assert (notice.code, notice.original, notice.action) == ("V20", level, "refused")
    assert (notice.place.sheet, notice.place.row, notice.place.column) == ("00_填报说明", 8, "密级")


@pytest.mark.parametrize("text", ["一般", "3", "内部或敏感", "?", "非密", "top secret"])
def test_a_level_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    path = make_book(tmp_path / "book.xlsx", with_list("00_填报说明", _head(text)))
    with pytest.raises(LoadError) as refused:
        _level(path, "绝密")
    assert refused.value.code == "V20"


def test_spellings() -> None:
    told = ["机密★10年", " 内部资料 ", "秘密级", "绝密★长期", "公 开", "敏感信息", "内部使用"]
    assert [level_of(text) for text in told] == ["机密", "内部", "秘密", "绝密", "公开", "敏感", "内部"]


def test_the_higher_of_two_counts(tmp_path: Path) -> None:
    for levels in (("公开", "内部"), ("内部", "公开")):
        path = make_book(tmp_path / "book.xlsx", with_list("00_填报说明", _head(*levels)))
        assert _level(path, "敏感") == "内部"
    with pytest.raises(LoadError):
        _level(make_book(tmp_path / "book.xlsx", with_list("00_填报说明", _head("公开", "机密"))), "敏感")


def test_a_mark_over_a_list_counts(tmp_path: Path) -> None:
    for mark in ("密级：敏感", "密级: 敏感"):
        lists = {**with_list("00_填报说明", _head("公开")), "03_环节产品": [[mark], *PRODUCTS]}
        assert _level(make_book(tmp_path / "book.xlsx", lists), "敏感") == "敏感"
        with pytest.raises(LoadError):
            _level(tmp_path / "book.xlsx", "内部")
    lists = {**with_list("00_填报说明", _head("公开")), "03_环节产品": [["示例链产品清单", "机密★5年"], *PRODUCTS]}
    with pytest.raises(LoadError) as refused:
        _level(make_book(tmp_path / "book.xlsx", lists), "敏感")
    assert refused.value.notices[0].place.row == 1


def test_no_level_told(tmp_path: Path) -> None:
    assert _level(make_book(tmp_path / "book.xlsx", with_list("00_填报说明", HEAD[:-1])), "公开") is None
    assert highest([None, None]) is None
    assert highest(["内部", None, "公开"]) == "内部"
