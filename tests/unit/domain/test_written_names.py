"""Names of firms that no list 05 has: shown as lists write them, whatever key the id was made from."""

from __future__ import annotations

from itertools import permutations

import pytest

from graphsvc.domain.network_parts import read_firms
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.domain.written_names import written_names
from loaders.cells.identifiers import firm_text
from loaders.entity_names import name_key
from tests.unit.loaders.staging import BLACK, CORD, TYRES, Tables, resolved_of, small, supply

AS_WRITTEN = (
    "Applied Materials, Inc.",
    "F&K DELVOTEC Bondtechnik GmbH",
    "Example Corporation",  # 18 letters with the blank taken out: no code
    "HOYA EXAMPLE CORP",  # 15 letters
    "ＥＸＡＭＰＬＥ　Ｃｏ．",
    "示例 橡胶（泰国） 公司",
    "“示例”橡胶 & 'Latex' 公司",
    "示例𠮷橡胶",
    "Weiß Beispiel AG",
)


def _names(tables: Tables) -> dict[str, str]:
    firms = read_firms(resolved_of(tables).tables)
    return dict(zip(firms.ids, firms.names, strict=True))


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_suppliers(text: str) -> None:
    tables = small()
    tables["supplies"].append(supply(text, supplier_region=["TH"], share_buyer=1.0))
    assert _names(tables)[f"~{name_key(text)}"] == " ".join(text.split())


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_makers_and_buyers_without_list_05(text: str) -> None:
    tables = small()
    tables["firms"] = []
    tables["capacities"][0]["firm"] = text
    tables["supplies"][0]["buyer"] = text
    assert _names(tables)[f"~{name_key(text)}"] == " ".join(text.split())


def test_firms_of_the_other_lists_without_list_05() -> None:
    tables = small()
    tables["firms"] = []
    tables["issues"] = [
        {"issue_no": "I1", "raised_by": "Example Plant Ltd", "firms": ["Other Example KG"], "status": "办理中"}
    ]
    tables["reserves"] = [{"reserve_no": "B1", "product": "P1", "holder": "Reserve Example SA"}]
    names = _names(tables)
    assert [names[f"~{name_key(n)}"] for n in ("Example Plant Ltd", "Other Example KG", "Reserve Example SA")] == [
        "Example Plant Ltd",
        "Other Example KG",
        "Reserve Example SA",
    ]


def test_the_parent_of_a_branch_and_the_named_part_of_a_place() -> None:
    tables = small()
    tables["supplies"] += [
        supply("Example & 示例 橡胶有限公司 二工厂", supplier_region=["530000"]),
        supply("境外·泰国·Example Latex", "P2"),
    ]
    names = _names(tables)
    assert names["~example&示例橡胶有限公司"] == "Example & 示例 橡胶有限公司"
    assert names["~examplelatex"] == "Example Latex"


def test_list_05_names_a_firm_and_so_does_a_source_that_nobody_names() -> None:
    tables = small()
    tables["firms"] += [
        {"name": "示例 Twin 公司", "reg_region": "370500", "year": 2023},
        {"name": "示例 Twin 公司", "reg_region": "370600", "year": 2023},
    ]
    names = _names(tables)
    assert names["~示例twin公司@370500"] == names["~示例twin公司@370600"] == "示例 Twin 公司"
    assert (names[TYRES], names[CORD], names[BLACK]) == (
        "示例轮胎有限公司",
        "示例帘线有限公司",
        "示例炭黑(集团)有限公司",
    )
    assert names["ext:TH:P1"] == "境外·泰国"


SPELLINGS = (
    "EXAMPLE LATEX GMBH",
    "Example Latex GmbH",
    "example latex gmbh",
    "Ｅxample Latex GmbH",
    "ExampleLatex GmbH",
)


@pytest.mark.parametrize("order", list(permutations(SPELLINGS))[::17])
def test_of_several_spellings_always_the_same_one(order: tuple[str, ...]) -> None:
    tables = small()
    tables["supplies"] += [supply(text, supplier_region=["TH"], year=2023 - i) for i, text in enumerate(order)]
    resolved = resolved_of(tables).tables
    assert written_names(resolved) == {"~examplelatexgmbh": "Example Latex GmbH"}
    parts = [arrow_table("firm_names", [row]) for row in resolved.rows("firm_names")]
    slots = ChainTables.concat(ChainTables({"firm_names": part}) for part in parts)
    assert written_names(slots) == {"~examplelatexgmbh": "Example Latex GmbH"}


def test_the_order_of_rows_changes_no_content() -> None:
    one, other = small(), small()
    more = [supply(text, supplier_region=["TH"], year=2023 - i) for i, text in enumerate(SPELLINGS)]
    one["supplies"] += more
    other["supplies"] = [*reversed(more), *other["supplies"]]
    assert resolved_of(one).tables.digests["firm_names"] == resolved_of(other).tables.digests["firm_names"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Hoya Corporation", "Hoya Corporation"),
        ("GlobalFoundries", "GlobalFoundries"),
        ("Versum Materials Inc", "Versum Materials Inc"),
        ("91370500-fake 0101-62", TYRES),
        ("370100 200012344", "370100200012344"),
        ("9137O500FAKE010162", "9137O500FAKE010162"),
        ("9１370500fake010162", TYRES),
    ],
)
def test_letters_alone_are_no_code(text: str, read: str) -> None:
    assert firm_text(text) == read
