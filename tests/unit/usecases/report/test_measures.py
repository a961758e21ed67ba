"""Measures in order of what they save for the money, and the few that do not save the same twice."""

from __future__ import annotations

from collections.abc import Sequence

from graphsvc.domain.report import Note
from graphsvc.domain.sentences import Said
from graphsvc.usecases.report.measures import Measure, best, chosen

NOTE = Note(0, None, "")
LOSS = {"X": 40.0, "Y": 10.0}
"""Days lost in the outage of each of two groups."""
UNDONE = {"p": {"X"}, "chemical": {"X"}, "q": {"Y"}}
"""By product the outages that a supplier of it undoes; ``chemical`` is made of ``p``."""


def lost(codes: Sequence[str]) -> dict[str, float]:
    undone = {entity for code in codes for entity in UNDONE[code]}
    return {entity: 0.0 if entity in undone else days for entity, days in LOSS.items()}


def plan(entity: str, product: str, cost: float, saved: float) -> Measure:
    ends = (cost, cost / 2, cost * 2)
    return Measure(Said("lay_in"), frozenset({product}), (entity, entity), ends, (saved,) * 3, (), 0.0, "A", NOTE)


def supplier(product: str, cost: float | None) -> Measure:
    saved = sum(LOSS[e] for e in UNDONE[product])
    return Measure(Said("win_second"), frozenset({product}), None, (cost,) * 3, (saved,) * 3, (), None, "A", NOTE)


def test_most_days_for_the_money_first_then_the_unpriced_by_days() -> None:
    """40 days for 1,000 万元 are 400 days per 亿元, 10 for 100 are 1,000."""
    dear, cheap, free = supplier("p", 1000.0), plan("Y", "q", 100.0, 10.0), supplier("chemical", None)
    small = supplier("q", None)
    assert best([small, free, dear, cheap]) == [cheap, dear, free, small]
    assert (cheap.per_money, dear.per_money, free.per_money) == (1000.0, 400.0, None)


def test_two_on_one_way_are_one() -> None:
    """With the intermediate from elsewhere a second maker of the chemical saves nothing more."""
    first, second, other = supplier("p", None), supplier("chemical", None), supplier("q", None)
    taken, rest = chosen([other, second, first], 3, lost)
    assert {next(iter(m.products)) for m in taken} in ({"p", "q"}, {"chemical", "q"})
    assert len(rest) == 1


def test_a_reserve_and_a_supplier_against_one_outage_are_one() -> None:
    reserve, instead = plan("X", "p", 10.0, 40.0), supplier("chemical", 1000.0)
    assert chosen([instead, reserve], 3, lost) == ([reserve], [instead])
    cheap = supplier("chemical", 5.0)
    assert chosen([reserve, cheap], 3, lost) == ([cheap], [reserve])


def test_no_more_than_asked_for() -> None:
    first, second = plan("X", "p", 10.0, 40.0), plan("Y", "q", 10.0, 10.0)
    assert chosen([second, first], 1, lost) == ([first], [second])


def test_of_two_about_one_product_one_is_taken() -> None:
    """A stock laid in against one maker is there when another fails."""
    first, second = plan("X", "p", 10.0, 40.0), plan("Y", "p", 10.0, 10.0)
    assert chosen([second, first], 3, lost) == ([first], [second])
