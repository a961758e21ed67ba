"""The supplier column: listed firms, branches, names that nobody lists, unnamed sources."""

from __future__ import annotations

import pytest

from tests.unit.loaders.staging import BLACK, CORD, CORD_WEST, GROUP, TYRES, Tables, resolved_of, said, small, supply


def _suppliers(*rows: dict[str, object], tables: Tables | None = None) -> list[str | None]:
    tables = tables or small()
    tables["supplies"] = list(rows)
    return [row["supplier"] for row in resolved_of(tables).tables.rows("supplies")]


@pytest.mark.parametrize(
    ("text", "regions", "id_", "count"),
    [
        ("泰国", None, "ext:TH:P1", 1),
        ("某厂", ["130200"], "ext:130000:P1", 1),
        ("进口", ["ZZ"], "ext:ZZ:P1", 1),
        ("境外", ["TH"], "ext:TH:P1", 1),
        ("境外·泰国", ["ZZ"], "ext:TH:P1", 1),
        ("宁波、无锡等地多家企业", None, "ext:CN:P1", None),
        ("宁波、杭州等地多家企业", None, "ext:330000:P1", None),
        ("国外进口", ["FR", "NO"], "ext:ZZ:P1", None),
        ("日本、韩国", None, "ext:ZZ:P1", None),
        ("某厂", ["320000", "KR"], "ext:unknown:P1", None),
        ("河北等3家企业", None, "ext:130000:P1", None),
        ("3家企业", None, "ext:unknown:P1", None),
        ("示例远方等3家", ["130000"], "~示例远方等3家", None),
        ("多家企业", None, "ext:unknown:P1", None),
        ("多家企业", ["370000"], "ext:370000:P1", None),
        ("市场采购", ["370000"], "ext:unknown:P1", None),
        ("贸易商", None, "ext:unknown:P1", None),
        ("其他", None, "ext:other:P1", None),
        ("自产", None, TYRES, 1),
        ("集团内部", None, TYRES, 1),
        ("示例橡胶(泰国)公司", ["TH"], "~示例橡胶(泰国)公司", 1),
        ("境外·泰国·示例橡胶", None, "~示例橡胶", 1),
        ("示例橡胶有限公司二工厂", ["530000"], "~示例橡胶有限公司", 1),
        (CORD_WEST.lower(), ["371600"], CORD_WEST, 1),
        (f"{CORD_WEST[:8]}-{CORD_WEST[8:]}", ["371600"], CORD_WEST, 1),
        (f"{CORD[:8]}-{CORD[8:]}", None, CORD, 1),
    ],
)
def test_suppliers_that_sheet_05_does_not_list(
    text: str, regions: list[str] | None, id_: str, count: int | None
) -> None:
    tables = small()
    tables["supplies"] = [supply(text, supplier_region=regions, share_buyer=1.0)]
    (row,) = resolved_of(tables).tables.rows("supplies")
    assert (row["supplier"], row["supplier_count"]) == (id_, count)


def test_several_places_of_an_unnamed_source_are_said_and_all_kept() -> None:
    tables = small()
    tables["supplies"] = [supply("国外进口", supplier_region=["FR", "NO"], share_buyer=0.5)]
    resolved = resolved_of(tables)
    (row,) = resolved.tables.rows("supplies")
    assert row["supplier_region"] == ["FR", "NO"]
    (notice,) = said(resolved, "several_origins")
    assert notice.facts["places_zh"] == "法国、挪威"


def test_supply_inside_a_group_comes_from_its_listed_head() -> None:
    tables = small()
    tables["firms"].append({"uscc": GROUP, "name": "示例帘线集团", "reg_region": "370600", "year": 2023})
    assert _suppliers(supply("集团内部", buyer=CORD), tables=tables) == [GROUP]


def test_a_named_supplier_that_nobody_lists_warns_once() -> None:
    tables = small()
    tables["supplies"] = [
        supply("示例橡胶", share_buyer=0.5),
        supply("示例橡胶", "P2", share_buyer=0.95),
        supply("示例轮胎", share_buyer=0.5),
    ]
    resolved = resolved_of(tables)
    assert [notice.original for notice in said(resolved, "V06")] == ["示例橡胶", "示例轮胎"]
    assert [notice.place.row for notice in said(resolved, "supplier_place_missing")] == [2, 4]


def test_a_short_name_is_a_proposal_and_never_a_merge() -> None:
    tables = small()
    tables["supplies"] = [supply("示例轮胎", share_buyer=1.0)]
    resolved = resolved_of(tables)
    assert resolved.tables.rows("supplies")[0]["supplier"] == "~示例轮胎"
    (notice,) = said(resolved, "alias_proposal")
    assert (notice.action, notice.facts["firm_id"]) == ("asked", TYRES)


def test_a_variant_of_the_legal_form_is_read_with_a_warning() -> None:
    tables = small()
    tables["supplies"][1]["supplier"] = "示例炭黑集团股份有限公司"
    resolved = resolved_of(tables)
    assert resolved.tables.rows("supplies")[1]["supplier"] == BLACK
    assert said(resolved, "name_variant")[0].place.row == 3


def test_a_branch_is_a_site_of_its_parent() -> None:
    tables = small()
    tables["firms"].append({"name": "示例帘线有限公司临沂分公司", "reg_region": "371300", "year": 2023})
    tables["capacities"][1]["firm"] = "示例帘线有限公司临沂分公司"
    tables["supplies"][0]["supplier"] = "示例帘线有限公司一分公司"
    resolved = resolved_of(tables)
    assert [row["firm_id"] for row in resolved.tables.rows("firms")] == [TYRES, CORD, BLACK]
    assert resolved.tables.rows("capacities")[1]["firm"] == CORD
    assert resolved.tables.rows("capacities")[1]["site"] == "临沂分公司"
    assert resolved.tables.rows("supplies")[0]["supplier"] == CORD
    assert [(n.place.sheet, n.place.row) for n in said(resolved, "branch_as_site")] == [
        ("05", 5),
        ("06", 3),
        ("07", 2),
    ]
