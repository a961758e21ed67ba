"""Issues past their time limit: which count as open, whose failure hurts most, in which order; by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graphsvc.domain.errors import ParameterError
from tests.integration.made_books import load_all
from tests.integration.watched_book import (
    ABROAD,
    CHIP,
    FAR,
    GEAR,
    GEARS,
    MAKER,
    OTHER,
    answer_of,
    column,
    watched,
)


def issue(number: str, opened: str, due: str | None, status: str, **more: Any) -> dict[str, Any]:
    return {
        "问题编号": number, "提出日期": opened, "提出企业": OTHER, "问题类别": "其他", "问题描述": f"{number}的问题",
        "影响程度": "潜在", "牵头单位": "省工信厅·示例处", "办理时限": due, "状态": status, **more,
    }  # fmt: skip


LEDGER = [
    issue("WT-01", "2023-11-01", "2023-12-01", "办理中", 提出企业=MAKER),
    issue("WT-02", "2023-10-01", "2023-11-01", "退回", 关联企业=GEARS, 牵头单位="示例市发改委"),
    issue("WT-03", "2023-10-01", "2023-12-30", "长期推进", 关联产品=CHIP),
    issue("WT-04", "2023-01-01", "2023-02-01", "已交办", 关联产品=GEAR, 牵头单位="示例市发改委"),
    issue("WT-05", "2023-01-01", "2023-03-01", "待受理"),
    issue("WT-06", "2023-06-01", "2023-07-01", "已办结", 提出企业=MAKER, 办结日期="2023-11-15"),
    issue("WT-07", "2023-06-01", "2023-07-01", "已销号", 办结日期="2023-07-15", 销号依据="回访"),
    issue("WT-08", "2023-12-01", "2023-12-31", "办理中"),
    issue("WT-09", "2023-12-01", None, "办理中"),
    issue("WT-10", "2023-10-01", "2023年12月", "办理中"),
    issue("WT-11", "2023-10-01", "2023年11月", "办理中", 关联企业=FAR, 关联产品=CHIP),
]


def test_open_and_late_at_the_cut_off_date(tmp_path: Path) -> None:
    """At 2023-12-31. The due day itself is not late, nor is a month before it ends; returned and long-term ones are
    open. Chips are the only source in Japan (40 days lost), gears and the maker 20, the service firm is nowhere."""
    rows, summary = answer_of(watched(tmp_path, s16=LEDGER), "overdue-issues")
    chips, gears = (ABROAD, 40, "maker"), (GEARS, 20)
    assert column(rows, "issue_no", "days_over", "days_open", "entity_id", "loss_days", "entity_role") == [
        ("WT-11", 31, 91, *chips),  # its firm makes nothing: the makers of the product it names
        ("WT-03", 1, 91, *chips),
        ("WT-04", 333, 364, *gears, "maker"),
        ("WT-02", 60, 91, *gears, "related_firm"),
        ("WT-01", 30, 60, MAKER, 20, "raised_by"),
        ("WT-05", 305, 364, OTHER, None, "raised_by"),
    ]
    assert column(rows, "risk_grade") == [("red",), ("red",), *[("orange",)] * 3, (None,)]
    assert column(rows[:1], "due", "opened", "status", "products") == [("2023-11-01", "2023-10-01", "办理中", [CHIP])]
    assert rows[-1]["name"] == "示例服务公司"
    assert summary == {
        "date": "2023-12-31", "n_open": 9, "n_overdue": 6, "n_without_due": 1,
        "by_owner": {"省工信厅·示例处": 4, "示例市发改委": 2}, "horizon_days": 90,
    }  # fmt: skip


def test_another_day(tmp_path: Path) -> None:
    """On 2023-10-31 WT-06 was still open, WT-07 closed, WT-01 not yet told; on the day it was closed WT-06 is over."""
    book = watched(tmp_path, s16=LEDGER)
    rows, summary = answer_of(book, "overdue-issues", date="2023-10-31")
    assert column(rows, "issue_no", "days_over") == [("WT-04", 272), ("WT-06", 122), ("WT-05", 244)]
    assert (summary["date"], summary["n_open"]) == ("2023-10-31", 7)
    rows, _ = answer_of(book, "overdue-issues", date="2023-11-15")
    assert "WT-06" not in [row["issue_no"] for row in rows]


def test_one_department(tmp_path: Path) -> None:
    rows, summary = answer_of(watched(tmp_path, s16=LEDGER), "overdue-issues", department="发改委")
    assert column(rows, "issue_no") == [("WT-04",), ("WT-02",)]
    assert (summary["n_open"], summary["by_owner"]) == (2, {"示例市发改委": 2})


def test_a_day_that_is_none_is_refused_and_a_chain_without_ledger_has_none(tmp_path: Path) -> None:
    analyst = load_all(watched(tmp_path))
    with pytest.raises(ParameterError):
        analyst.ask("overdue-issues", {"date": "去年"})
    answer = analyst.ask("overdue-issues", {})
    assert answer.n_rows == answer.summary["n_open"] == 0


def test_evidence_opens_the_ledger_row(tmp_path: Path) -> None:
    analyst = load_all(watched(tmp_path, s16=LEDGER))
    answer = analyst.ask("overdue-issues", {})
    evidence = analyst.ask("evidence", {"id": answer.evidence_ids[0]})
    rows = [f.values for f in evidence.findings if f.values["table"] == "issues"]
    assert [row["source_row"] for row in rows] == [12]
