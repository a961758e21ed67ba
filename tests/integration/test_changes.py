"""``changes``: what differs between two versions of the tyre chain is named, with the right reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.integration.door import Door, altered

LATER = "2024-06-30"


def _cell(page: Any, heading: str, **where: str) -> Any:
    """The cell of a column in the one row where the named columns hold these values."""
    columns = {cell.value: cell.column for cell in page[1]}
    (row,) = [
        r for r in range(2, page.max_row + 1) if all(page.cell(r, columns[h]).value == v for h, v in where.items())
    ]
    return page.cell(row, columns[heading])


def _set_date(book: Any, day: str) -> None:
    (cell,) = [row[1] for row in book["00_填报说明"].iter_rows() if row[0].value == "数据截止日期"]
    cell.value = day


def _second_rod_maker(book: Any) -> None:
    """示例合成胶 (Zibo) makes steel rod as well."""
    page = book["06_生产能力"]
    columns = {cell.value: cell.column for cell in page[1]}
    row = page.max_row + 1
    for heading, value in {
        "企业(信用代码或名称)": "示例合成胶", "产品编码或名称": "高碳盘条", "设计产能": 20, "有效产能": 20,
        "产量": 0, "状态": "现状", "停产恢复时间": 30,
    }.items():  # fmt: skip
        page.cell(row, columns[heading]).value = value


def _quick_recovery(book: Any) -> None:
    """示例合成胶 comes back in 5 days instead of 60, before its stocks run out on day 10."""
    columns = {"企业(信用代码或名称)": "示例合成胶", "产品编码或名称": "合成橡胶"}
    _cell(book["06_生产能力"], "停产恢复时间", **columns).value = 5


def _two_versions(door: Door, book: Path, target: Path, change: Callable[[Any], None]) -> tuple[str, str]:
    first = door.json("versions")[0]["version_id"]
    return first, door.json("load", altered(book, target, change))["version_id"]


def _told(answer: dict[str, Any]) -> set[tuple[str, ...]]:
    return {(r["kind"], r["change"], r["object"], r["before"], r["after"], r["reason"]) for r in answer["rows"]}


def test_a_gap_that_closed_in_reality(door: Door, tyre_book: Path, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        _set_date(book, LATER)
        _second_rod_maker(book)

    first, second = _two_versions(door, tyre_book, tmp_path / "b.xlsx", change)
    answer = door.ask("changes")
    assert (answer["parameters"]["from"], answer["parameters"]["to"]) == (first, second)
    code = "P020501"
    cords = ("91370600FAKE01067F", "91371600FAKE01075N")
    expected = {("missing_link", "closed", code, "province_has_none", "no", "reality")}
    # W1 has no maker beside it in the province before, one afterwards; nobody buys from that one yet
    expected |= {
        ("single_source", "changed", f"{cord}:{code}", "sole", "single_by_choice", "reality") for cord in cords
    }
    told = _told(answer)
    assert expected <= told
    # two makers of rod with 20 local: one group is few (W2); its spare capacity covers all, nothing else moves
    assert {row[:2] for row in told - expected} <= {("weak_link", "added")}
    (row,) = [r for r in answer["rows"] if r["kind"] == "missing_link"]
    assert any(cause.startswith("capacities 91370300FAKE01032D") for cause in row["causes"])
    assert answer["summary"]["n_closed"] == 1


def test_a_correction_is_no_change_of_reality(door: Door, tyre_book: Path, tmp_path: Path) -> None:
    _two_versions(door, tyre_book, tmp_path / "b.xlsx", _quick_recovery)
    told = _told(door.ask("changes"))
    assert told == {("choke_point", "closed", "91370300FAKE01032D", "red", "no", "data")}


def test_backwards_and_against_itself(door: Door, tyre_book: Path, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        _set_date(book, LATER)
        _quick_recovery(book)

    first, second = _two_versions(door, tyre_book, tmp_path / "b.xlsx", change)
    back = door.ask("changes", **{"from": second, "to": first})
    assert _told(back) == {("choke_point", "added", "91370300FAKE01032D", "no", "red", "unknown")}
    for version in (first, second):
        assert door.ask("changes", **{"from": version, "to": version})["rows"] == []


def test_evidence_of_a_closed_finding_opens_the_version_that_has_it(
    door: Door, tyre_book: Path, tmp_path: Path
) -> None:
    _two_versions(door, tyre_book, tmp_path / "b.xlsx", _quick_recovery)
    (row,) = door.ask("changes")["rows"]
    evidence = door.ask("evidence", id=row["evidence_id"])
    makers = [r for r in evidence["rows"] if r["table"] == "capacities"]
    assert makers[0]["cells"]["ttr_days"] == 5


def test_the_only_version_has_no_changes(door: Door) -> None:
    answer = door.ask("changes")
    assert answer["rows"] == []
    assert answer["parameters"]["from"] == answer["parameters"]["to"]


def test_an_unknown_version_is_refused(door: Door) -> None:
    assert door.refused("ask", "changes", "-p", "from=nothing")["code"] == "unknown_version"
