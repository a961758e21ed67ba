"""Row 43, V15 and V20, which refuse a file or are said beside an answer; and that no row and no code is left out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.answers import Answer
from graphsvc.domain.errors import LoadError
from graphsvc.domain.submission import LoadOptions
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.load_submission import load
from graphsvc.wiring import Loader
from loaders.bundle import read_submissions
from tests.corpus.pages import Book, write_book
from tests.corpus.reading import read_here
from tests.integration.reading.defects.case import Said, clean_pages
from tests.integration.reading.defects.test_rows_of_messy_input import CASES
from tests.integration.reading.defects.test_validation_codes import CODES
from tests.unit.loaders.spoiling import add, both, new, put

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED_FILES = (
    (
        "示例名录.xls",
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "html_as_xls",
    ),
    (
        "示例产能.xls",
        "\ufeff<html><body><table><tr><td>企业名称</td></tr></table></body></html>".encode(),
        "html_as_xls",
    ),
    (
        "示例供应.xlsx",
        _OLE + bytes(504) + "EncryptionInfo".encode("utf-16-le") + "EncryptedPackage".encode("utf-16-le"),
        "password_protected",
    ),
)


@pytest.mark.parametrize(("name", "data", "code"), REFUSED_FILES)
def test_a_file_that_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(LoadError) as caught:
        read_submissions([path], LoadOptions(), lambda fraction, stage: None)
    (notice,) = caught.value.notices
    assert (caught.value.code, notice.place.file, notice.action) == (code, name, "refused")


SECRECIES = (("秘密", "敏感"), ("内部资料 请勿外传", "敏感"), ("敏感", "内部"))


@pytest.mark.parametrize(("written", "most"), SECRECIES)
def test_v20_a_level_above_the_stores_or_unreadable_refuses_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str, most: str
) -> None:
    read_here(monkeypatch)
    book = clean_pages()
    book["submissions"].rows[7] = ["密级", written]
    path = write_book(list(book.values()), tmp_path / "示例.xlsx")
    with pytest.raises(LoadError) as caught:
        read_submissions([path], LoadOptions(max_secrecy=most), lambda fraction, stage: None)
    (notice,) = caught.value.notices
    place = notice.place
    assert (notice.code, place.sheet, place.row, place.column) == ("V20", "00_填报说明", 8, "密级")
    assert (notice.original, notice.action) == (written, "refused")


_WEAK = ["环节编码", "产品编码", "短板类型", "现状描述", "突破路径", "责任单位", "时限"]
DECLARED = (
    (
        "a stage with a maker is called missing",
        new("shortfalls", [_WEAK, ["S1", "P1", "缺链", "示例", "招引", "示例处", "2024-12-31"]]),
        Said("V15", "09_短板环节清单", 2, None, "缺链", None),
    ),
    (
        "a product that nobody makes is called a strength",
        both(
            add("stages", ["S3", "帘布", 1, "上游"]),
            add("products", ["P5", "示例帘布", "S3", "吨", "原材料"]),
            add("product_inputs", ["P2", "P5", 0.2, "必需"]),
            new("strengths", [["环节编码", "产品编码", "优势类型", "代表企业"], ["S3", "P5", "规模", "示例轮胎一厂"]]),
        ),
        Said("V15", "08_特色优势清单", 2, None, "优势", None),
    ),
)


def _stages(folder: Path, spoil: Any) -> Answer:
    book: Book = clean_pages()
    both(put("capacities", 2, output=800), put("capacities", 3, output=6), spoil)(book)
    book["submissions"].rows.append(["完整清单", "05、06、07"])
    path = write_book(list(book.values()), folder / "示例.xlsx")
    store = MemoryStore()
    load([path], LoadOptions(), store, Loader("敏感"), lambda fraction, stage: None)
    return Analyst(store).ask("stages", {})


@pytest.mark.parametrize(("spoil", "wanted"), [case[1:] for case in DECLARED], ids=[case[0] for case in DECLARED])
def test_v15_declared_and_computed_stand_side_by_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: Any, wanted: Said
) -> None:
    read_here(monkeypatch)
    answer = _stages(tmp_path, spoil)
    found = [(n.place.sheet, n.place.row, n.original) for n in answer.notices if n.code == "V15"]
    assert found == [(wanted.sheet, wanted.row, wanted.original)]


def test_every_row_and_every_code_has_two_cases() -> None:
    cases = Counter(case.kind for case in (*CASES, *CODES))
    cases[43] += len(REFUSED_FILES)
    cases["V15"] += len(DECLARED)
    cases["V20"] += len(SECRECIES)
    codes = [*(f"V{n:02d}" for n in range(1, 21)), "V03b", "V05b"]
    assert [kind for kind in (*range(1, 45), *codes) if cases[kind] < 2] == []
    assert set(cases) == {*range(1, 45), *codes}
