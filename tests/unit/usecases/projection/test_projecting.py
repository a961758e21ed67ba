"""Comparing a projection with its version, hash by hash: what is missing, doubled, changed or extra is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

import pytest

from graphsvc.domain.graph import GraphRows, Label, Relation, graph_hash, graph_lines, line_hash
from graphsvc.domain.ports import GraphStore, Projection
from graphsvc.usecases.projection.projecting import Verdict, _compare

T = TypeVar("T")
FIRM, PRODUCT = Label.FIRM, Label.PRODUCT


class Held:
    """A graph database that holds these rows."""

    def __init__(self, *parts: GraphRows) -> None:
        self.parts = parts

    def read_back(self, version_id: str, keep: Callable[[bytes], T]) -> Iterator[list[T]]:
        """Each part by itself."""
        for rows in self.parts:
            yield [keep(line) for line in graph_lines(rows)]

    def strays(self, version_id: str) -> list[tuple[str, str | None]]:
        """None."""
        return []


def rows(*firms: str, capacity: float = 1.0, n_relations: int = 1) -> GraphRows:
    """Firms that all make one product."""
    made = GraphRows()
    for firm in firms:
        made.add_node(FIRM, {"id": firm})
        for _ in range(n_relations):
            made.relate(FIRM, firm, Relation.PRODUCES, PRODUCT, "P", {"row": 3, "capacity": capacity})
    return made


def compared(wanted: GraphRows, *held: GraphRows) -> Verdict:
    """The verdict on what is held."""
    there = Projection("v1", "sha256:v1", "", "ready", "{}", None, "token")
    return _compare(cast(GraphStore, Held(*held)), "v1", "sha256:v1", wanted, there)


def test_equal_in_any_order() -> None:
    verdict = compared(rows("a", "b"), rows("b"), rows("a"))
    assert verdict.is_equal
    assert verdict.expected_hash == verdict.found_hash == graph_hash(map(line_hash, graph_lines(rows("b", "a"))))


ONE = "(Firm)-[PRODUCES]->(Product)"


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (rows("a", capacity=2.0), [("changed", ONE, "a → P [3]", "capacity", 1.0, 2.0)]),
        (rows("a", n_relations=0), [("missing", ONE, "a → P [3]", None, None, None)]),
        (rows("a", n_relations=2), [("extra", ONE, "a → P [3]", None, None, None)]),
        (
            rows("a", "b"),
            [("extra", ONE, "b → P [3]", None, None, None), ("extra", "Firm", "b", None, None, None)],
        ),
        (
            rows(),
            [("missing", ONE, "a → P [3]", None, None, None), ("missing", "Firm", "a", None, None, None)],
        ),
    ],
)
def test_every_difference_is_told(held: GraphRows, told: list[tuple[Any, ...]]) -> None:
    verdict = compared(rows("a"), held)
    assert not verdict.is_equal
    assert [(d.kind, d.what, d.key, d.field, d.expected, d.found) for d in verdict.differences] == told
    assert verdict.expected_hash != verdict.found_hash


def test_twins_in_the_version_are_counted() -> None:
    wanted = rows("a", n_relations=3)
    assert compared(wanted, rows("a", n_relations=3)).is_equal
    (one,) = compared(wanted, rows("a", n_relations=2)).differences
    assert (one.kind, one.what) == ("missing", ONE)
