"""Reserves of the worked example: in one park, under one controller, with one tier-2 source, and sound ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import NotFound
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import answer_document
from tests.integration.door import altered
from tests.integration.made_books import load_all
from tests.oracles.tyre import A1, A2, B1, C2, M1, R1, T1, W1, G

HEADINGS = ("编号", "产品", "方式", "承担企业", "区划", "数量", "数量单位", "启动时间")
RESERVES = (
    ("B-1", "合成橡胶", "实物储备", "示例中间体", "370300", 500, "吨", 1),
    ("B-2", "橡胶助剂", "闲置产能", "示例助剂甲", "371500", 3, "吨/日", 5),
    ("B-3", "橡胶助剂", "实物储备", "示例助剂甲", "371500", 300, "吨", 1),
    ("B-4", "钢帘线", "闲置产能", "示例帘线西", "371600", 3, "吨/日", 5),
    ("B-5", "促进剂中间体", "实物储备", "示例中间体", "370300", 100, "吨", 1),
    ("B-6", "炭黑", "闲置产能", "示例炭黑一", "370800", 3, "吨/日", 5),
    ("B-7", "合成橡胶", "可转产产能", "示例炭黑二", "370700", 3, "吨/日", 20),
    ("B-8", "天然橡胶", "实物储备", "示例轮胎一厂", "370500", 900, "吨", 1),
)


@pytest.fixture(scope="module")
def tyres(tyre_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Analyst:
    """The worked example with eight reserves."""

    def add(book: Any) -> None:
        page = book.create_sheet("18_备份储备清单")
        page.append(HEADINGS)
        for row in RESERVES:
            page.append(row)

    return load_all(altered(tyre_book, tmp_path_factory.mktemp("reserves") / "reserves.xlsx", add))


def told(analyst: Analyst, **given: Any) -> list[tuple[Any, ...]]:
    columns = ("reserve_no", "is_independent", "entity_type", "shared_entity", "common_cause", "depth")
    return [tuple(f.values[c] for c in columns) for f in analyst.ask("backup-independence", given).findings]


def test_each_reserve_against_its_main_suppliers(tyres: Analyst) -> None:
    """B-1 lies in the park of R1; B-2 needs the intermediate of M1 as A2 does, goods in store (B-3) do not; B-4 belongs
    to the controller of S1 and uses the rod that S1 uses; B-5 lies with the one it backs up; B-6 shares nothing with
    C2; of B-7 nobody knows what it will buy; what T1 stores (B-8) hangs on neither country."""
    assert told(tyres) == [
        ("B-1", "no", "park", "PK-01", "disguised", 0),
        ("B-2", "no", "firm", M1, "hidden", 1),
        ("B-3", "yes", None, None, None, None),
        ("B-4", "no", "firm", W1, "hidden", 1),
        ("B-4", "no", "group", G, "disguised", 0),
        ("B-5", "no", "firm", M1, "disguised", 0),
        ("B-6", "yes", None, None, None, None),
        ("B-7", "unknown", None, None, None, None),
        ("B-8", "yes", None, None, None, None),
    ]  # fmt: skip
    summary = tyres.ask("backup-independence", {}).summary
    counts = [summary[f"n_{name}"] for name in ("backups", "independent", "dependent", "unknown")]
    assert counts == [8, 3, 4, 1]


def test_paths_suppliers_and_what_is_missing(tyres: Analyst) -> None:
    rows = {f.values["reserve_no"]: f.values for f in tyres.ask("backup-independence", {}).findings}
    assert rows["B-2"]["path"] == [
        {"firm_id": M1, "product_code": "P020601"}, {"firm_id": A1, "product_code": rows["B-2"]["product_code"]},
    ]  # fmt: skip
    assert rows["B-2"]["source_path"][-1]["firm_id"] == A2
    assert rows["B-2"]["shared_with"] == [A2]
    assert rows["B-2"]["is_supplier"]
    assert rows["B-1"]["shared_with"] == [R1]
    assert not rows["B-7"]["is_supplier"]
    assert (rows["B-7"]["note"], rows["B-7"]["missing_lists"]) == ("upstream_unknown", [C2])


def test_a_candidate_and_choices(tyres: Analyst) -> None:
    """S2 would be judged as its reserve is; C2 may be anything; one reserve, one product, one holder."""
    assert [row[2:4] for row in told(tyres, firm="示例帘线西", product="钢帘线")] == [("firm", W1), ("group", G)]
    assert told(tyres, firm="示例帘线西", product="钢帘线", entity="park")[0][1] == "yes"
    assert told(tyres, firm=B1, product="合成橡胶", entity="park")[0][1:4] == ("no", "park", "PK-01")
    assert {row[0] for row in told(tyres, reserve_no="B-4")} == {"B-4"}
    assert {row[0] for row in told(tyres, product="合成橡胶")} == {"B-1", "B-7"}
    assert {row[0] for row in told(tyres, firm="示例助剂甲")} == {"B-2", "B-3"}
    assert told(tyres, firm=T1, reserve_no="B-1") == []
    with pytest.raises(NotFound) as refused:
        tyres.ask("backup-independence", {"reserve_no": "B-9"})
    assert refused.value.code == "unknown_object"


def test_evidence_names_the_reserve_and_the_plants(tyres: Analyst) -> None:
    (row,) = answer_document(tyres.ask("backup-independence", {"reserve_no": "B-1"}), "zh")["rows"]
    opened = [f.values for f in tyres.ask("evidence", {"id": row["evidence_id"]}).findings]
    assert {"reserves", "capacities", "firms", "parks"} <= {each["table"] for each in opened}


def test_without_reserves(tyre_book: Path) -> None:
    answer = load_all(tyre_book).ask("backup-independence", {})
    assert (len(answer.findings), answer.summary["note"]) == (0, "no_reserves_listed")
