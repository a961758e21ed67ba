"""Several firms in one cell, names that hold commas, names that find their firm, short names as questions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.dictionary import sheet_of
from loaders.cells.firms_in_cells import firm_parts, is_several, several_firms, several_sources
from loaders.cells.reading import Reading
from loaders.cells.values import reader_of
from tests.unit.loaders.books import SUPPLIES, make_book, read, with_list
from tests.unit.loaders.staging import CORD, TYRES, resolved_of, said, small, supply

KNOWN = {"示例甲", "示例乙"}

SEVERAL = [
    ("示例丙三有限公司、示例丁四有限公司", ["示例丙三有限公司", "示例丁四有限公司"]),
    ("示例丙三有限公司/示例丁厂", ["示例丙三有限公司", "示例丁厂"]),
    ("示例丙集团；示例丁有限公司（山东）", ["示例丙集团", "示例丁有限公司（山东）"]),
    ("示例甲和示例乙", ["示例甲", "示例乙"]),
    ("示例甲及示例丁有限公司", ["示例甲", "示例丁有限公司"]),
    ("示例丙有限公司、示例丁有限公司等5家企业", ["示例丙有限公司", "示例丁有限公司"]),
    ("Applied Example, Inc., F&K Muster GmbH", ["Applied Example, Inc.", "F&K Muster GmbH"]),
    ("A Example Co., Ltd and B Muster AG", ["A Example Co., Ltd", "B Muster AG"]),
    (f"{TYRES}、{CORD}", [TYRES, CORD]),
]
ONE = [
    "Applied Example, Inc.",
    "Shili Tyre Co.,Ltd",
    "Example Electron Ltd, Kyoto",
    "示例和平有限公司",
    "示例机械、电子有限公司",
    "山东示例有限公司及其子公司",
    "宁波、无锡等地多家企业",
    "德国/日本",
    "示例甲、其他",
]


@pytest.mark.parametrize(("text", "firms"), SEVERAL)
def test_several_firms_in_a_cell(text: str, firms: list[str]) -> None:
    assert several_firms(text, KNOWN.__contains__) == firms
    assert firm_parts(text, KNOWN.__contains__) == firms


@pytest.mark.parametrize("text", ONE)
def test_one_name_whatever_stands_in_it(text: str) -> None:
    assert several_firms(text, KNOWN.__contains__) == [text]


SOURCES = [
    (
        "示例济南船板有限公司、示例日照特钢有限公司、示例浦东钢铁",
        ["示例济南船板有限公司", "示例日照特钢有限公司", "示例浦东钢铁"],
    ),
    ("示例外厂1、示例外厂2", ["示例外厂1", "示例外厂2"]),
    ("示例乙有限公司/示例外厂3", ["示例乙有限公司", "示例外厂3"]),
    ("示例外厂5\n示例外厂6", ["示例外厂5", "示例外厂6"]),
    ("示例外厂5；示例钢铁", ["示例外厂5", "示例钢铁"]),
    ("示例丙有限公司和示例丁有限公司", ["示例丙有限公司", "示例丁有限公司"]),
    ("示例外厂4等3家", ["示例外厂4", "其他"]),
    ("示例甲等3家", ["示例甲", "其他"]),
    ("示例丙有限公司等", ["示例丙有限公司", "其他"]),
    ("示例丙有限公司、示例丁有限公司等5家企业", ["示例丙有限公司", "示例丁有限公司", "其他"]),
    ("示例丙有限公司、示例丁有限公司等两家企业", ["示例丙有限公司", "示例丁有限公司"]),
    ("示例甲、其他", ["示例甲", "其他"]),
]


@pytest.mark.parametrize(("text", "sources"), SOURCES)
def test_several_suppliers_in_a_cell(text: str, sources: list[str]) -> None:
    assert several_sources(text, KNOWN.__contains__) == sources


@pytest.mark.parametrize("text", [*(each for each in ONE if each != "示例甲、其他"), "河北等3家企业", "德国、江苏"])
def test_one_supplier_whatever_stands_in_its_cell(text: str) -> None:
    assert several_sources(text, KNOWN.__contains__) == [text]


@pytest.mark.parametrize(
    ("text", "several"),
    [("示例戊等3家", True), ("示例丙有限公司、铜材及其他物资", True), ("示例和平有限公司", False)],
)
def test_a_cell_that_cannot_be_parted_may_still_mean_several(text: str, several: bool) -> None:
    assert several_sources(text, KNOWN.__contains__) == [text]
    assert is_several(text, KNOWN.__contains__) == several


@pytest.mark.parametrize(("table", "field"), [("supplies", "alternates"), ("firms", "aliases"), ("strengths", "firms")])
def test_lists_of_firms_keep_commas_of_names(table: str, field: str) -> None:
    reader = reader_of(Reading(table, sheet_of(table).column(field)))
    text = "Shili Tyre Co., Ltd、Applied Example, Inc.；示例厂"
    assert reader(text).value == ["Shili Tyre Co., Ltd", "Applied Example, Inc.", "示例厂"]


def _supplies(tmp_path: Path, *rows: list[Any]) -> Any:
    head = ["供方", "需方", "产品", "年供应量", "占需方采购比重", "是否独家", "年度", "数据来源"]
    return read(make_book(tmp_path / "a.xlsx", with_list("07_供应关系", [head, *rows])))


def test_two_suppliers_share_the_figures_of_their_row(tmp_path: Path) -> None:
    both = "示例丙三有限公司、示例炭黑一厂"
    staged = _supplies(tmp_path, [both, "示例轮胎一厂", "炭黑", 6, 0.5, "是", 2023, "需方填报"])
    rows = staged.tables.rows("supplies")
    assert [row["supplier"] for row in rows] == ["示例丙三有限公司", "示例炭黑一厂"]
    assert {(row["qty"], row["share_buyer"], row["declared_sole"]) for row in rows} == {(None, None, None)}
    (notice,) = [each for each in staged.notices if each.code == "suppliers_split"]
    assert (notice.original, notice.facts["n"]) == (both, 2)
    assert notice.facts["figures"] == "年供应量 6；占需方采购比重 0.5；是否独家 是"


def test_places_of_several_suppliers_belong_to_nobody_knows_whom(tmp_path: Path) -> None:
    head = ["供方", "供方所在地", "需方", "产品", "年供应量", "年度", "数据来源"]
    row = ["示例外厂1、示例外厂2", "江苏、韩国", "示例轮胎一厂", "炭黑", 6, 2023, "需方填报"]
    both = ["示例外厂1、示例外厂2", "江苏", "示例轮胎一厂", "P3", 6, 2023, "需方填报"]
    staged = read(make_book(tmp_path / "a.xlsx", with_list("07_供应关系", [head, row, both])))
    assert [row["supplier_region"] for row in staged.tables.rows("supplies")] == [None, None, ["320000"], ["320000"]]
    first = next(each for each in staged.notices if each.code == "suppliers_split")
    assert first.facts["figures"] == "供方所在地 江苏、韩国；年供应量 6"


def test_two_suppliers_of_two_products(tmp_path: Path) -> None:
    staged = _supplies(tmp_path, ["示例丙厂/示例丁厂", "示例轮胎一厂", "P3、P4", 6, None, None, 2023, "需方填报"])
    rows = staged.tables.rows("supplies")
    assert sorted((row["supplier"], row["product"]) for row in rows) == [
        ("示例丁厂", "P3"), ("示例丁厂", "P4"), ("示例丙厂", "P3"), ("示例丙厂", "P4"),
    ]  # fmt: skip


def test_a_place_is_no_second_supplier(tmp_path: Path) -> None:
    staged = read(
        make_book(
            tmp_path / "a.xlsx", with_list("07_供应关系", [*SUPPLIES, ["宁波、无锡等地多家企业", *SUPPLIES[1][1:]]])
        )
    )
    assert len(staged.tables.rows("supplies")) == 2


SAME_FIRM = [
    "示例帘線有限公司",
    "示例帘线有限公司 ",
    "示例　帘线有限公司",
    "Shili Cord Co.,Ltd.",
    "SHILI CORD CO., LTD",
    "Ｓｈｉｌｉ Cord Co., Ltd.",
]


@pytest.mark.parametrize("text", SAME_FIRM)
def test_spellings_find_their_firm(text: str) -> None:
    tables = small()
    tables["firms"][1]["aliases"] = ["Shili Cord Co., Ltd."]
    tables["supplies"] = [supply(text, "P3", share_buyer=1.0)]
    resolved = resolved_of(tables)
    assert [row["supplier"] for row in resolved.tables.rows("supplies")] == [CORD]
    assert not said(resolved, "V06")


@pytest.mark.parametrize(
    "written", ["示例炭黑【集团】有限公司", "示例炭黑〔集團〕有限公司", "示例炭黑「集团」有限公司"]
)
def test_brackets_of_every_kind_are_one(written: str) -> None:
    tables = small()
    tables["supplies"] = [supply(written, "P2", share_buyer=1.0)]
    assert resolved_of(tables).tables.rows("supplies")[0]["supplier"] == "91370800FAKE010402"


PROPOSALS = [
    ("示例帘线", "示例帘线有限公司", "1.00"),
    ("示例帘线公司", None, None),  # the same but for the legal form: read as the firm, and said
    ("轮胎科技", "山东示例轮胎科技有限公司", "0.50"),
    ("示例轮胎科技", "山东示例轮胎科技有限公司", "0.75"),
    ("示例", None, None),  # part of every name
    ("某某商行", None, None),
]


@pytest.mark.parametrize(("text", "name", "score"), PROPOSALS)
def test_short_names_are_asked_and_never_merged(text: str, name: str | None, score: str | None) -> None:
    tables = small()
    tables["firms"].append({"name": "山东示例轮胎科技有限公司", "reg_region": "370500", "year": 2023})
    tables["supplies"] = [supply(text, "P1", supplier_region=["370500"], share_buyer=1.0)]
    resolved = resolved_of(tables)
    proposals = [(each.facts["name"], each.facts["score"]) for each in said(resolved, "alias_proposal")]
    assert proposals == ([(name, score)] if name else [])
    if name:
        assert resolved.tables.rows("supplies")[0]["supplier"] == f"~{text}"
