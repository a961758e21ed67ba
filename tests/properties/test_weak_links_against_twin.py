"""Grades, strong firms, decline and the bounds of weak links, against the slow twins."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from tests.oracles import twins_weak
from tests.oracles.plain_chain import PlainChain
from tests.properties.engine import close, examples
from tests.properties.rich_engine import RichEngine
from tests.properties.strategies_lists import Rich, rich_chains

THETA_4 = 0.3
CHAINS = rich_chains()


def verdict(row: dict[str, Any], code: str) -> bool | None:
    """A reason, no reason, or a possible one."""
    return True if code in row["reasons"] else None if code in row["possible_reasons"] else False


def ask(rich: Rich) -> list[dict[str, Any]]:
    return RichEngine(*rich).ask("weak-links")[0]


def is_inside(row: dict[str, Any], name: str) -> bool:
    value, lower, upper = row[name], row[f"{name}_lower"], row[f"{name}_upper"]
    return (value is None or lower is None or lower <= value + 1e-9) and (
        value is None or upper is None or value <= upper + 1e-9
    )


def grades(rich: Rich, rows: list[dict[str, Any]]) -> None:
    """W4: the share of demand in grades nobody here delivers."""
    chain, lists = rich
    for row in rows:
        figure = twins_weak.grade_shortfall(chain, lists, row["product_code"])
        if figure is None:
            assert verdict(row, "W4") is False, row
            continue
        if figure.value is not None:
            assert close(row["grade_shortfall"], figure.value), (row, figure)
        assert close(row["grade_shortfall_lower"], figure.lower), (row, figure)
        assert close(row["grade_shortfall_upper"], figure.upper), (row, figure)
        expected = twins_weak.at_least(figure, THETA_4)
        if expected and "06" not in chain.complete:
            expected = None  # whoever delivers the grade may stand outside a thin list
        assert verdict(row, "W4") is expected, (row, figure)


def strength(rich: Rich, rows: list[dict[str, Any]]) -> None:
    """W5: no firm of weight, none cultivated."""
    chain, lists = rich
    for row in rows:
        assert verdict(row, "W5") is twins_weak.lacks_strong_firm(chain, lists, row["product_code"]), row


def decline(rich: Rich, rows: list[dict[str, Any]]) -> None:
    """W7: output falls or capacity leaves."""
    chain, lists = rich
    for row in rows:
        product = row["product_code"]
        assert close(row["output_change"], twins_weak.output_change(chain, lists, product)), row
        leaving = twins_weak.exiting_share(chain, lists, product)
        if leaving is not None and leaving.value is not None:
            assert close(row["exiting_share"], leaving.value), row
        assert verdict(row, "W7") is twins_weak.declines(chain, lists, product), row


def bounds(rich: Rich, rows: list[dict[str, Any]]) -> None:
    """What is not told widens a figure and never leaves it outside."""
    chain, _ = rich
    for row in rows:
        product = row["product_code"]
        for name in ("ssr", "hhi", "import_dependence", "utilization", "demand", "grade_shortfall"):
            assert is_inside(row, name), (name, row)
        capacity, demand = twins_weak.capacity_here(chain, product), twins_weak.demand_here(chain, product)
        if demand and row["n_groups"]:
            assert capacity.lower is not None
            assert close(row["ssr_lower"], capacity.lower / demand, 1e-7), row
            if capacity.value is not None:
                assert close(row["ssr"], capacity.value / demand, 1e-7), row
                assert close(row["ssr_upper"], capacity.value / demand, 1e-7), row
        n_groups, hhi = twins_weak.concentration(chain, product)
        assert row["n_groups"] == n_groups, row
        if hhi is not None:
            assert close(row["hhi"], hhi), row
        figure = twins_weak.import_dependence(chain, product)
        if figure != twins_weak.NO_OPINION and twins_weak.buying_here(chain, product):
            assert close(row["import_dependence_lower"], figure.lower), (row, figure)
            assert close(row["import_dependence_upper"], figure.upper), (row, figure)


@examples(80)
@given(CHAINS)
def test_weak_links(rich: Rich) -> None:
    rows = ask(rich)
    grades(rich, rows)
    strength(rich, rows)
    decline(rich, rows)
    bounds(rich, rows)


@examples(30)
@given(rich_chains(known=True, unidentified=False))
def test_whole_lists_leave_nothing_open(rich: Rich) -> None:
    chain: PlainChain = rich[0]
    for row in ask(rich):
        product = row["product_code"]
        figure = twins_weak.import_dependence(chain, product)
        if figure.value is not None and twins_weak.buying_here(chain, product):
            assert close(row["import_dependence"], figure.value), row
        for name in ("ssr", "hhi", "import_dependence", "utilization"):
            if row[name] is not None:
                assert row[f"{name}_lower"] == row[name] == row[f"{name}_upper"], (name, row)
