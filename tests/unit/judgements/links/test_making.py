"""Who makes a product here: yes by list 06, no by a complete one, else open; letters and extensions say the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from graphsvc.judgements.links.making import made_here
from tests.integration.waiting_books import ROBOT, STEEL, Asked, Book, robots

CAPACITIES, SUPPLIES = "06_生产能力", "07_供应关系"
MAKER = 4
"""Row of list 06 of the only steel maker; robots buy their steel from another province."""


def as_it_is(book: Book) -> None:
    pass


def without_maker(book: Book) -> None:
    del book[CAPACITIES][MAKER]


def not_declared(book: Book) -> None:
    without_maker(book)
    book["00_填报说明"][-1][1] = "05、07"


def maker_waits(book: Book) -> None:
    book[CAPACITIES][MAKER][2] = "看不清"


def state_waits(book: Book) -> None:
    book[CAPACITIES][MAKER][-1] = "开着"


def seller_here(book: Book) -> None:
    without_maker(book)
    book[SUPPLIES].append([STEEL, None, ROBOT, "Q2", 10, None, 2025, "需方填报"])


def seller_elsewhere(book: Book) -> None:
    seller_here(book)
    book["05_企业名录"][4][1] = "河北省唐山市"


def seller_waits(book: Book) -> None:
    """Its buyer is nobody of the lists, so the row waits; whom it names sells steel all the same."""
    without_maker(book)
    book[SUPPLIES].append([STEEL, None, "示例不明有限公司", "Q2", 10, None, 2025, "需方填报"])


def another_product_waits(book: Book) -> None:
    """Put aside for its place alone: it names motors, so it makes no steel."""
    without_maker(book)
    book[CAPACITIES][1][-1] = "开着"


CASES = [
    (as_it_is, True), (without_maker, False), (not_declared, None), (maker_waits, None), (state_waits, None),
    (seller_here, None), (seller_elsewhere, False), (seller_waits, None), (another_product_waits, False),
]  # fmt: skip


@pytest.mark.slow  # a chain for each case
@pytest.mark.parametrize(("change", "verdict"), CASES, ids=lambda x: getattr(x, "__name__", str(x)))
def test_steel(tmp_path: Path, change: Callable[[Book], None], verdict: bool | None) -> None:
    book = robots()
    change(book)
    asked = Asked(tmp_path, book)
    facts = asked.facts()
    assert made_here(facts, facts.network.product_index["Q2"]) is verdict
    said = {True: "yes", False: "no", None: "unknown"}[verdict]
    letters = [row for row in asked.rows("outside-suppliers") if row["supplier_name"] == "示例外省钢厂有限公司"]
    assert [row["made_in_region"] for row in letters] == [said]
    missing = asked.product("missing-links", "Q2")["is_missing"]
    assert missing == {"yes": "no", "no": "yes", "unknown": "unknown"}[said]


@pytest.mark.parametrize(
    ("change", "found"),
    [(as_it_is, []), (without_maker, ["yes"]), (seller_here, ["unknown"]), (maker_waits, ["unknown"])],
    ids=lambda x: getattr(x, "__name__", ""),
)
def test_an_extension_into_robots(tmp_path: Path, change: Callable[[Book], None], found: list[str]) -> None:
    """Motors go into steel alone here, so all of them are surplus; steel is what they could be extended to."""
    book = robots()
    book["04_产品投入产出"] = [book["04_产品投入产出"][0], ["Q2", "Q1", 1, "必需"], ["Q3", "Q2", 1, "必需"]]
    change(book)
    pairs = [
        row["is_candidate"] for row in Asked(tmp_path, book).rows("extensions")
        if (row["from_product"], row["to_product"]) == ("Q1", "Q2") and row["direction"] == "downstream"
    ]  # fmt: skip
    assert pairs == found
