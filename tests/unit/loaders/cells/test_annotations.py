"""Remarks behind names: no part of the name, in a column of their own or left out, always said."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.cells.annotations import Naming, annotated, is_note
from tests.unit.loaders.cells.test_values import codes, read

FIRM, OWN, PRODUCT = Naming("supplies", True, False), Naming("firms", True, True), Naming("products", False, True)

LEFT_OUT, READ, UNCLEAR = "annotation_left_out", "annotation_read", "bracket_in_name"

NAMES: list[tuple[str, str, list[str]]] = [
    ("示例有限公司（停产）", "示例有限公司", ["停产"]),
    ("（停产）示例有限公司", "示例有限公司", ["停产"]),
    ("【已注销】示例有限公司", "示例有限公司", ["已注销"]),
    ("示例有限公司[2023年5月起停产检修]", "示例有限公司", ["2023年5月起停产检修"]),
    ("示例有限公司（已于2023年停产）", "示例有限公司", ["已于2023年停产"]),
    ("示例有限公司 〔在建，2025年投产〕", "示例有限公司", ["在建，2025年投产"]),
    ("示例有限公司（主供60%）", "示例有限公司", ["主供60%"]),
    ("示例有限公司（六成）", "示例有限公司", ["六成"]),
    ("示例厂(在建)(独家)", "示例厂", ["在建", "独家"]),
    ("示例有限公司——备选", "示例有限公司", ["备选"]),
    ("示例有限公司/停产", "示例有限公司", ["停产"]),
    ("示例有限公司停产", "示例有限公司", ["停产"]),
    ("示例有限公司（002747.SZ）", "示例有限公司", ["002747.SZ"]),
    ("示例有限公司（停产）一分公司", "示例有限公司一分公司", ["停产"]),
    ("Example Co., Ltd. (送样)", "Example Co., Ltd.", ["送样"]),
    ("91370403FAKE02422T-待定", "91370403FAKE02422T", ["待定"]),
    ("91370403FAKE02422T（备选）", "91370403FAKE02422T", ["备选"]),
    ("示例甲厂（送样中）、示例乙公司：待定", "示例甲厂、示例乙公司", ["送样中", "待定"]),
]


@pytest.mark.parametrize(("text", "name", "notes"), NAMES)
def test_remarks_of_firms_are_no_part_of_their_names(text: str, name: str, notes: list[str]) -> None:
    found = annotated(text, FIRM)
    assert (found.name, list(found.notes)) == (name, notes)


@pytest.mark.parametrize(
    "text",
    [
        "示例（控股）有限公司",
        "示例控股（集团）有限公司",
        "示例（进口）贸易有限公司",
        "示例（上海）有限公司",
        "示例有限公司（中国）",
        "示例（Shanghai）有限公司",
        "示例投资中心（有限合伙）",
        "示例事务所（特殊普通合伙）",
        "示例停产设备有限公司",
        "示例在建工程有限公司",
        "示例集团备选库有限公司",
        "示例公司 一分公司",
        "停产",
    ],
)
def test_what_belongs_to_a_name_stays(text: str) -> None:
    assert annotated(text, OWN) == (text, (), None, None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("减速器（停产）", ("减速器", ("停产",), None, None)),
        ("减速器（小批量）", ("减速器", ("小批量",), None, None)),
        ("减速器（又称减速机）", ("减速器", ("又称减速机",), "减速机", None)),
        ("减速器（独家）", ("减速器（独家）", (), None, None)),
        ("铝锭（99.7%）", ("铝锭（99.7%）", (), None, None)),
        ("药片（原研药）", ("药片（原研药）", (), None, None)),
        ("轴承（进口）", ("轴承（进口）", (), None, None)),
    ],
)
def test_names_of_products_have_fewer_remarks(text: str, told: tuple[object, ...]) -> None:
    assert annotated(text, PRODUCT) == told


def test_a_date_or_an_office_alone_is_no_remark() -> None:
    assert [is_note(text, True) for text in ("2023年", "2023", "临沂", "集团", "")] == [False] * 5


CELLS: list[tuple[str, str, Any, Any, dict[str, object] | None, list[str]]] = [
    ("firms", "name", "示例甲有限公司（停产）", "示例甲有限公司", {"status": "停产"}, [READ]),
    ("firms", "name", "示例甲有限公司（已注销）", "示例甲有限公司", {"status": "注销"}, [READ]),
    ("firms", "name", "示例甲有限公司（规上）", "示例甲有限公司", {"above_scale": True}, [READ]),
    ("firms", "name", "示例甲有限公司（链主，停产）", "示例甲有限公司", None, [LEFT_OUT]),
    ("firms", "name", "示例甲有限公司（在建）", "示例甲有限公司", None, [LEFT_OUT]),
    ("firms", "name", "示例甲有限公司（2025年投产）", "示例甲有限公司", None, [LEFT_OUT]),
    ("firms", "name", "示例甲有限公司（原示例老厂）", "示例甲有限公司", {"aliases": ["示例老厂"]}, [READ]),
    ("firms", "name", "示例甲有限公司（二期）", "示例甲有限公司（二期）", None, [UNCLEAR]),
    ("firms", "name", "示例甲有限公司（91370500FAKE010162）", "示例甲有限公司", {"uscc": "91370500FAKE010162"}, [READ]),
    ("capacities", "firm", "示例甲有限公司（停产）", "示例甲有限公司", {"state": "停产"}, [READ]),
    ("capacities", "site", "示例基地（在建）", "示例基地", {"state": "在建"}, [READ]),
    ("capacities", "product", "减速器（试产）", "减速器", {"state": "现状"}, [READ]),
    ("capacities", "product", "减速器（停产）、电机", "减速器、电机", None, [LEFT_OUT]),
    ("supplies", "supplier", "示例甲有限公司（独家）", "示例甲有限公司", {"declared_sole": True}, [READ]),
    ("supplies", "supplier", "示例甲有限公司（长协）", "示例甲有限公司", {"mode": "长协"}, [READ]),
    ("supplies", "supplier", "示例甲有限公司（进口）", "示例甲有限公司", {"supplier_region": ["ZZ"]}, [READ]),
    ("supplies", "supplier", "示例甲有限公司（备选）", "示例甲有限公司", None, [LEFT_OUT]),
    ("supplies", "buyer", "示例甲有限公司（停产）", "示例甲有限公司", None, [LEFT_OUT]),
    ("supplies", "alternates", "示例甲厂（送样）、示例乙厂", ["示例甲厂", "示例乙厂"], None, [LEFT_OUT]),
    ("supplies", "alternates", "示例甲厂、待定", ["示例甲厂"], None, [LEFT_OUT]),
    ("supplies", "alternates", "示例甲、待定", ["示例甲"], None, [LEFT_OUT]),
    ("outside_resources", "name", "示例甲有限公司（送样）", "示例甲有限公司", {"status": "送样"}, [READ]),
    ("projects", "name", "示例产线项目（签约）", "示例产线项目", {"phase": "签约"}, [READ]),
    ("policies", "name", "关于示例的意见（在建）", "关于示例的意见（在建）", None, []),
]


@pytest.mark.parametrize(("table", "field", "cell", "value", "beside", "said"), CELLS)
def test_a_remark_goes_to_its_column_or_is_left_out(
    table: str, field: str, cell: str, value: object, beside: dict[str, object] | None, said: list[str]
) -> None:
    found = read(table, field, cell)
    assert (found.value, found.beside, codes(found)) == (value, beside, said)
