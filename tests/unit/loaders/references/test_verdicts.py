"""What a cell that names something comes to: decided from names alone, before anything is written."""

from __future__ import annotations

import pytest

from graphsvc.domain.dictionary import sheet_of
from loaders.raw_cells import Value
from loaders.references.composition import Composition
from loaders.references.naming import NameBook
from loaders.references.resolving import Reference, decide_alternates, decide_cell
from loaders.references.scene import Scene
from loaders.references.suppliers import Trade, decide_supplier, source_of
from loaders.references.verdicts import Verdict
from tests.unit.loaders.staging import CORD, TYRES, Tables, small, stage


def scene_of(tables: Tables) -> Scene:
    staged = stage(tables)
    return Scene.of(staged, Composition([staged]).others(staged))


def reference(names: NameBook, table: str, field: str) -> Reference:
    found = Reference.of(table, sheet_of(table).column(field), names)
    assert found is not None
    return found


def decided(scene: Scene, table: str, field: str, cell: str | list[str], beside: Value = None) -> Verdict:
    return decide_cell(scene.names, reference(scene.names, table, field), cell, beside)


def codes(verdict: Verdict) -> list[tuple[str, str]]:
    return [(remark.code, remark.action) for remark in verdict.remarks]


def test_deciding_writes_nothing_and_says_the_same_again() -> None:
    scene = scene_of(small())
    for field, cell in (("buyer", "没有这家企业"), ("product", "没有这种产品"), ("buyer", "示例轮胎有限公司")):
        assert decided(scene, "supplies", field, cell) == decided(scene, "supplies", field, cell)
    assert scene.report.notices() == ()
    assert all(not rows.parked for rows in scene.rows.values())
    assert scene.written == {}


@pytest.mark.parametrize(("cell", "value"), [("P4", "P4"), ("全钢胎", "P4"), ("帘子线", "P3")])
def test_a_code_name_or_alias_becomes_the_code(cell: str, value: str) -> None:
    assert decided(scene_of(small()), "supplies", "product", cell) == Verdict(value)


def test_what_names_nothing_stays_as_written_and_its_row_waits() -> None:
    verdict = decided(scene_of(small()), "supplies", "product", "没有这种产品")
    assert (verdict.value, verdict.fate, codes(verdict)) == ("没有这种产品", "V02", [("V02", "parked")])


def test_what_names_a_parked_row_waits_for_it() -> None:
    scene = scene_of(small())
    scene.rows["products"].park(1, "V02")
    scene.lose_parked("products")
    verdict = decided(scene, "supplies", "product", "炭黑")
    assert (verdict.value, verdict.fate, codes(verdict)) == ("炭黑", "dangling", [("dangling", "parked")])


def test_without_the_list_a_firm_is_known_by_its_name_alone() -> None:
    verdict = decided(scene_of({**small(), "firms": []}), "supplies", "buyer", "示例无名有限公司")
    assert (verdict.value, verdict.fate, verdict.remarks) == ("~示例无名有限公司", "", ())
    assert verdict.unlisted == (("~示例无名有限公司", "示例无名有限公司"),)


def test_a_branch_is_its_parent_and_leaves_its_site_only_where_none_is_told() -> None:
    scene = scene_of(small())
    verdict = decided(scene, "capacities", "firm", "示例轮胎有限公司二分厂")
    assert (verdict.value, verdict.beside, codes(verdict)) == (
        TYRES,
        {"site": "二分厂"},
        [("branch_as_site", "merged")],
    )
    assert decided(scene, "capacities", "firm", "示例轮胎有限公司二分厂", "一厂").beside == {}


def test_of_a_list_the_known_ones_stay_and_the_row_waits_only_where_none_is_known() -> None:
    scene = scene_of(small())
    some = decided(scene, "technologies", "products", ["炭黑", "没有这种产品", "P2"])
    assert (some.value, some.fate, codes(some)) == (["P2"], "", [("V02", "ignored")])
    none = decided(scene, "technologies", "products", ["没有这种产品"])
    assert (none.value, none.fate, codes(none)) == (None, "V02", [("V02", "parked")])
    optional = decided(scene, "parks", "lead_stages", ["没有的环节"])
    assert (optional.value, optional.fate, codes(optional)) == (None, "", [("V02", "ignored")])


def test_a_stage_in_a_combined_column_moves_to_where_stages_stand() -> None:
    scene = scene_of(small())
    verdict = decided(scene, "risks", "product", "骨架")
    assert (verdict.value, verdict.fate, verdict.beside) == (None, "", {"stage": "C90-02"})
    assert decided(scene, "risks", "product", "骨架", "C90-01").fate == "V02"


def test_kinds_of_firms_in_a_combined_column_join_those_that_are_told() -> None:
    verdict = decided(scene_of(small()), "policies", "stages", ["骨架", "民营企业", "C99"], ["上市企业"])
    assert verdict.value == ["C90-02"]
    assert verdict.beside == {"firm_types": ["上市企业", "民营企业"]}
    assert codes(verdict) == [("V02", "ignored")]


def test_alternates_are_never_a_fault() -> None:
    verdict = decide_alternates(scene_of(small()).names, ["帘线东", "没有这家企业", CORD])
    assert verdict == Verdict([CORD, "没有这家企业"])


def supplied(text: str, places: list[str] | None = None) -> Verdict:
    names = scene_of(small()).names
    return decide_supplier(names, text, source_of(names, text, "370000"), Trade(TYRES, "P1", places))


@pytest.mark.parametrize(
    ("text", "places", "value", "region", "count"),
    [
        ("帘线东", None, CORD, None, 1),
        ("自产", None, TYRES, None, 1),
        ("境外·泰国", None, "ext:TH:P1", ["TH"], 1),
        ("境外·泰国", ["MY"], "ext:MY:P1", None, 1),
        ("其他", None, "ext:other:P1", None, None),
        ("市场采购", ["370500"], "ext:unknown:P1", None, None),
        ("境外·泰国", ["ZZ"], "ext:TH:P1", ["TH"], 1),
        ("境外·德国·示例橡胶有限公司", None, "~示例橡胶有限公司", ["DE"], 1),
    ],
)
def test_a_supplier_is_a_firm_or_an_origin(
    text: str, places: list[str] | None, value: str, region: list[str] | None, count: int | None
) -> None:
    verdict = supplied(text, places)
    assert (verdict.value, verdict.fate) == (value, "")
    told = {} if region is None else {"supplier_region": region}  # else the row keeps the places that it tells itself
    assert verdict.beside == {"supplier_count": count, **told}


def test_a_supplier_that_no_list_has_is_asked_for_its_place_unless_it_is_told() -> None:
    assert codes(supplied("示例无名有限公司")) == [("V06", "kept"), ("supplier_place_missing", "kept")]
    assert codes(supplied("示例无名有限公司", ["370500"])) == [("V06", "kept")]


def test_what_is_said_once_is_not_said_of_the_same_text_again() -> None:
    scene = scene_of(small())
    rows = scene.rows["supplies"]
    for remark in supplied("示例无名有限公司").remarks * 2:
        scene.say(remark, rows.place(0, "supplier"))
    assert [notice.code for notice in scene.report.notices()] == ["V06", "supplier_place_missing"]
