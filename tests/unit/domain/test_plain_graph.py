"""Attributes of a graph: of one type each, lists as one text, blanks left out."""

from __future__ import annotations

import pytest

from graphsvc.domain.plain_graph import EDGE_TYPES, NODE_TYPES, attributes


def test_what_is_not_known_is_not_there() -> None:
    blank: dict[str, object] = {"price": None, "demand": float("nan"), "loss_days": float("inf"), "unit": ""}
    assert attributes({"kind": "firm", **blank, "reasons": []}, NODE_TYPES) == {"kind": "firm"}


def test_nothing_and_no_are_known() -> None:
    assert attributes({"loss_days": 0.0, "is_final": False, "n_buyers": 0}, NODE_TYPES) == {
        "loss_days": 0.0, "is_final": False, "n_buyers": 0,
    }  # fmt: skip


def test_each_name_has_one_type() -> None:
    found = attributes({"coefficient": 2, "year": 2023, "necessity": "必需"}, EDGE_TYPES)
    assert {name: type(value) for name, value in found.items()} == {"coefficient": float, "year": int, "necessity": str}
    assert attributes({"reasons": ["W1", "W3"]}, NODE_TYPES) == {"reasons": "W1;W3"}


def test_a_name_of_no_type_is_none() -> None:
    with pytest.raises(KeyError):
        attributes({"colour": "red"}, NODE_TYPES)


def test_no_attribute_has_a_name_that_a_format_keeps_for_itself() -> None:
    kept = {"id", "key", "source", "target", "type", "weight", "start", "end", "name", "viz", "pid", "slices", "spells"}
    assert not kept.intersection([*NODE_TYPES, *EDGE_TYPES])
