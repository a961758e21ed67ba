"""What persons decided, kind by kind: how reading and resolving follow it, and how far it reaches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graphsvc.domain.decisions import Decision, Doubt, Kind, Verdict, in_force
from graphsvc.domain.submission import LoadOptions, Resolved, Staged
from loaders.lists.row_texts import canonical
from loaders.resolve import resolve
from tests.unit.loaders.books import CAPACITIES, FIRMS, PRODUCTS, SUPPLIES, Cells, make_book, read, with_list

MAKER, BLACK = "91370500FAKE010162", "91370800FAKE010402"


def decided(kind: Kind, table: str, original: str, value: str | None, scope: str = "", field: str = "") -> Decision:
    verdict: Verdict = "rejected" if value is None else "accepted"
    return Decision(Doubt(kind, table, scope, original, field), verdict, value, "示例员", "2024-03-01T08:00:00.000Z")


def loaded(path: Path, name: str, rows: Cells, *decisions: Decision) -> tuple[Staged, Resolved]:
    book = make_book(path / "示例.xlsx", with_list(name, rows))
    staged = read(book, LoadOptions(decisions=decisions))
    return staged, resolve(staged, [])


def codes(staged: Staged, resolved: Resolved) -> list[str]:
    return [notice.code for notice in (*staged.notices, *resolved.notices)]


def test_alias(tmp_path: Path) -> None:
    rows = [SUPPLIES[0], ["炭黑一厂", "示例轮胎一厂", "黑炭", 6, 2023, "需方填报"]]
    aliases = decided("alias", "firms", "炭黑一厂", BLACK), decided("alias", "products", "黑 炭", "P1", "SD-C90")
    staged, resolved = loaded(tmp_path, "07_供应关系", rows, *aliases)
    [trade] = resolved.tables.rows("supplies")
    assert (trade["supplier"], trade["product"]) == (BLACK, "P1")
    said = [notice for notice in resolved.notices if notice.code == "decided"]
    assert {(n.original, n.action, n.facts["by"], n.facts["on"]) for n in said} == {
        ("炭黑一厂", "repaired", "示例员", "2024-03-01"),
        ("黑炭", "repaired", "示例员", "2024-03-01"),
    }
    assert not {"V02", "V06", "alias_proposal"} & set(codes(staged, resolved))


def test_alias_of_a_product_stays_in_its_chain(tmp_path: Path) -> None:
    rows = [CAPACITIES[0], ["示例炭黑一厂", "黑炭", 10, "现状"]]
    _, resolved = loaded(tmp_path, "06_生产能力", rows, decided("alias", "products", "黑炭", "P1", "SD-C91"))
    assert [row["code"] for row in resolved.tables.rows("parked")] == ["V02"]


def test_alias_of_a_firm_known_by_name_only(tmp_path: Path) -> None:
    rows = [*FIRMS, ["", "示例老厂", "370500", "2911", 2023]]
    told = {**with_list("05_企业名录", rows), "06_生产能力": [CAPACITIES[0], ["老厂子", "P1", 10, "现状"]]}
    book = make_book(tmp_path / "示例.xlsx", told)
    staged = read(book, LoadOptions(decisions=(decided("alias", "firms", "老厂子", "~示例老厂"),)))
    assert [row["firm"] for row in resolve(staged, []).tables.rows("capacities")] == ["~示例老厂"]


def test_an_alias_of_what_is_gone_is_not_said_to_hold(tmp_path: Path) -> None:
    rows = [CAPACITIES[0], ["老厂子", "P1", 10, "现状"]]
    staged, resolved = loaded(tmp_path, "06_生产能力", rows, decided("alias", "firms", "老厂子", "~示例老厂"))
    assert "V02" in codes(staged, resolved)
    assert "decided" not in codes(staged, resolved)


def test_a_refused_short_name_is_not_proposed(tmp_path: Path) -> None:
    rows = [SUPPLIES[0], ["炭黑一厂", "示例轮胎一厂", "P1", 6, 2023, "需方填报"]]
    assert "alias_proposal" in codes(*loaded(tmp_path, "07_供应关系", rows))
    refused = decided("alias", "firms", "炭黑一厂", None)
    assert "alias_proposal" not in codes(*loaded(tmp_path, "07_供应关系", rows, refused))


def test_merge(tmp_path: Path) -> None:
    rows = [*FIRMS, ["", "示例老厂", "370500", "2911", 2022]]
    _, resolved = loaded(tmp_path, "05_企业名录", rows, decided("merge", "firms", "~示例老厂", MAKER))
    assert [(r["firm_id"], r["year"]) for r in resolved.tables.rows("firms")] == [
        (MAKER, 2023),
        (BLACK, 2023),
        (MAKER, 2022),
    ]


def test_merges_in_a_circle_end(tmp_path: Path) -> None:
    circle = decided("merge", "firms", MAKER, BLACK), decided("merge", "firms", BLACK, MAKER)
    _, resolved = loaded(tmp_path, "05_企业名录", FIRMS, *circle)
    assert len(resolved.tables.rows("firms")) == 2


def test_credit_code(tmp_path: Path) -> None:
    wrong = MAKER.replace("0", "O", 1)
    rows = [FIRMS[0], [wrong, *FIRMS[1][1:]], FIRMS[2]]
    staged, resolved = loaded(tmp_path, "05_企业名录", rows, decided("code", "firms", wrong, MAKER))
    assert [row["firm_id"] for row in resolved.tables.rows("firms")] == [MAKER, BLACK]
    assert "V03" not in codes(staged, resolved)


@pytest.mark.parametrize(("scope", "region"), [("370000", "370103"), ("330000", None)])
def test_place_holds_among_submissions_of_its_region(tmp_path: Path, scope: str, region: str | None) -> None:
    rows = [FIRMS[0], [*FIRMS[1][:2], "市中区", *FIRMS[1][3:]], FIRMS[2]]
    _, resolved = loaded(tmp_path, "05_企业名录", rows, decided("place", "", "市中区", "370103", scope))
    assert resolved.tables.rows("firms")[0]["reg_region"] == region


def test_one_place_of_several(tmp_path: Path) -> None:
    rows = [[*SUPPLIES[0], "供方所在地"], ["某厂", "示例轮胎一厂", "P1", 6, 2023, "需方填报", "德国、东方故地"]]
    _, resolved = loaded(tmp_path, "07_供应关系", rows, decided("place", "", "东方故地", "JP", "370000"))
    assert resolved.tables.rows("supplies")[0]["supplier_region"] == ["DE", "JP"]


def test_heading_with_its_unit(tmp_path: Path) -> None:
    rows: Cells = [
        ["企业(信用代码或名称)", "产品编码或名称", "能做多少(吨)", "状态"],
        ["示例炭黑一厂", "P1", 20000, "现状"],
    ]
    before, _ = loaded(tmp_path, "06_生产能力", rows)
    assert "unknown_heading" in [notice.code for notice in before.notices]
    heading = decided("heading", "capacities", "能做多少(吨)", "design_capacity")
    staged, resolved = loaded(tmp_path, "06_生产能力", rows, heading)
    assert resolved.tables.rows("capacities")[0]["design_capacity"] == 2  # 20,000 t in 万吨
    assert "unknown_heading" not in codes(staged, resolved)
    again = read(tmp_path / "示例.xlsx")
    assert staged.submission_id != again.submission_id, "it is another reading of the same bytes"


def test_unit(tmp_path: Path) -> None:
    rows = [PRODUCTS[0], ["P1", "炭黑", "S1", "万个吨", "原材料"], *PRODUCTS[2:]]
    staged, resolved = loaded(tmp_path, "03_环节产品", rows, decided("unit", "", "万个吨", "万吨"))
    assert resolved.tables.rows("products")[0]["unit"] == "万吨"
    assert "unknown_unit" not in codes(staged, resolved)


def test_row_by_its_cells(tmp_path: Path) -> None:
    rows = [*CAPACITIES, ["示例炭黑一厂", "P1", 3, "半停"]]
    before, _ = loaded(tmp_path, "06_生产能力", rows)
    cells = canonical("capacities", before.tables.rows("parked")[0]["cells"])
    row = decided("row", "capacities", cells, "停产", field="state")
    staged, resolved = loaded(tmp_path, "06_生产能力", rows, row)
    assert resolved.tables.rows("parked") == ()
    assert [r["state"] for r in resolved.tables.rows("capacities")] == ["现状", "现状", "停产"]
    [said] = [notice for notice in staged.notices if notice.code == "decided"]
    assert (said.place.row, said.place.column, said.original) == (4, "状态", "半停")
    other = [*CAPACITIES, ["示例炭黑一厂", "P1", 4, "半停"]]
    assert len(loaded(tmp_path, "06_生产能力", other, row)[1].tables.rows("parked")) == 1


def test_what_was_not_applied_leaves_no_trace(tmp_path: Path) -> None:
    book = make_book(tmp_path / "示例.xlsx", with_list("05_企业名录", FIRMS))
    idle = decided("alias", "firms", "别处的名字", MAKER), decided("unit", "", "包", "台")
    plain, staged = read(book), read(book, LoadOptions(decisions=idle))
    assert (staged.submission_id, staged.tables.names()) == (plain.submission_id, plain.tables.names())


def test_the_last_decision_counts_until_it_is_taken_back() -> None:
    first = decided("unit", "", "包", "台")
    second = replace(first, value="套")
    wide = replace(first, doubt=Doubt("unit", "", "", " 包"), verdict="withdrawn", value=None)
    assert in_force([first, second]) == (second,)
    assert in_force([first, second, wide]) == ()
