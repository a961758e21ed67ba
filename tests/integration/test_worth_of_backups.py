"""What reserves and second sources of the tyre chain are worth; figures of the worked example, or by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.cli import run
from tests.integration.door import Door, altered
from tests.integration.test_backup_plan import HEADINGS
from tests.integration.test_tyre_acceptance import M1, MIDDLE

LOST = 48.785714
"""Days of 90 lost without M1."""
DAILY = 16800 / 365
"""What the chain uses of the intermediate [t/d]."""
RS_PER_DAY = 100 / (11 * 90)


def reserve(no: str, what: str, holder: str, size: float | None, unit: str, day: int | None, **more: Any) -> list[Any]:
    told = {
        "编号": no, "产品": "促进剂中间体", "方式": what, "承担企业": holder, "区划": "370700", "数量": size,
        "数量单位": unit, "启动时间": day, **more,
    }  # fmt: skip
    return [told.get(heading) for heading in HEADINGS]


CAPACITY, STOCK = "可转产产能", "实物储备"
RESERVES = (
    reserve("A-30", CAPACITY, "示例炭黑二", 37.4247, "吨/日", 30),
    reserve("A-31", CAPACITY, "示例炭黑二", 40.28, "吨/日", 30),
    reserve("A-45", CAPACITY, "示例炭黑二", 46.04, "吨/日", 45),
    reserve("A-46", CAPACITY, "示例炭黑二", 200, "吨/日", 45),
    reserve("B-1", STOCK, "示例炭黑二", 500, "吨", 5),
    reserve("B-2", STOCK, "示例炭黑二", 500, "吨", 5, 轮换周期=5),
    reserve("B-3", STOCK, "示例炭黑二", 500, "吨", 5, 协议到期="2023-06-30"),
    reserve("C-1", "闲置产能", "示例中间体", 100, "吨/日", 1),
    reserve("C-2", CAPACITY, "示例助剂乙", 100, "吨/日", 1),
    reserve("D-1", "技术储备", "示例炭黑二", 1, "吨/日", 1),
    reserve("E-1", CAPACITY, "示例炭黑二", 100, "吨/日", None),
)


@pytest.fixture
def rows(tyre_book: Path, tmp_path: Path, empty_door: Door) -> dict[str, dict[str, Any]]:
    def add(book: Any) -> None:
        page = book.create_sheet("18_备份储备清单")
        page.append(HEADINGS)
        for row in RESERVES:
            page.append(row)

    assert run(["load", str(altered(tyre_book, tmp_path / "worth.xlsx", add)), "--json"]) == 0
    return {row["reserve_no"]: row for row in empty_door.ask("backup-independence")["rows"]}


def test_reserves(rows: dict[str, dict[str, Any]]) -> None:
    def days(no: str) -> float:
        row = rows[no]
        assert row["effect_loss_days"] == row["effect_loss_days_lower"] == row["effect_loss_days_upper"], no
        assert row["effect_rs"] == pytest.approx(row["effect_loss_days"] * RS_PER_DAY), no
        assert (row["effect_cp"], row["effect_ssr"]) == (0, 0)
        return float(row["effect_loss_days"])

    assert days("A-30") == pytest.approx(LOST - 1.3265, abs=2e-4), "rationed pro rata"
    assert days("A-31") == pytest.approx(LOST, abs=1e-6), "nothing is lost"
    assert days("A-45") == pytest.approx(LOST - 3.785714, abs=1e-6)
    assert days("A-46") == days("A-45"), "nothing above base use can be absorbed"
    assert days("B-1") == pytest.approx(500 / DAILY, abs=0.2), "every buyer lasts so much longer, in quarter days"
    assert days("B-2") == pytest.approx(5.0, abs=0.2), "no more than is turned over"
    assert days("B-3") == 0, "the agreement has ended"
    assert days("C-1") == 0, "M1 itself"
    assert days("C-2") == 0, "A2 falls with M1"


def test_what_is_not_known(rows: dict[str, dict[str, Any]]) -> None:
    assert rows["D-1"]["effect_loss_days"] is None
    row = rows["E-1"]
    assert row["effect_loss_days"] is None
    assert row["effect_loss_days_lower"] == 0
    assert row["effect_loss_days_upper"] == pytest.approx(LOST), "from the first day"


def test_second_sources(door: Door) -> None:
    """M1 cannot stand in for itself. Of carbon black C1 has 1.6 to spare, C2 2.96, of 13.44 used in all."""
    (own,) = [row for row in door.ask("gap-fillers", product=MIDDLE)["rows"] if row["firm_id"] == M1]
    assert (own["effect_loss_days"], own["effect_rs"], own["effect_cp"], own["effect_ssr"]) == (0, 0, 0, 0)
    black = door.ask("gap-fillers", product="炭黑")["rows"]
    assert all(0 < row["effect_loss_days"] < 12.68 for row in black if row["way"] == "makes")
