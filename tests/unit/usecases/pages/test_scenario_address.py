"""Scenarios in addresses: what is written reads the same, whatever signs ids hold; what a form adds is added."""

from __future__ import annotations

import pytest

from graphsvc.domain.errors import ParameterError
from graphsvc.usecases.pages.scenario_address import ShockAsked, read_shocks, read_what_if, written

PATH = "/chains/SD-C90/what-if"
AWKWARD = ("91370300FAKE011046", "a:b,c%2C", "示例 园区:一,二", "S#1/2?x=y&z")


@pytest.mark.parametrize("ident", AWKWARD)
@pytest.mark.parametrize(("days", "severity"), [(None, 1.0), (14.0, 1.0), (None, 0.5), (7.5, 0.25)])
def test_what_is_written_reads_the_same(ident: str, days: float | None, severity: float) -> None:
    shocks = (ShockAsked("site", ident, days, severity), ShockAsked("region", "370300", 3.0))
    text = written(shocks)
    assert text is not None
    assert read_shocks([text]) == shocks
    assert read_shocks(text.split(",")) == shocks


def test_defaults_are_left_out() -> None:
    assert written([ShockAsked("firm", "X")]) == "firm:X"
    assert written([ShockAsked("firm", "X", 14.0)]) == "firm:X:14"
    assert written([ShockAsked("firm", "X", None, 0.5)]) == "firm:X::0.5"
    assert written([]) is None


def test_what_is_no_failure_is_left_out() -> None:
    assert read_shocks(["planet:X", "firm", "firm:", "", "firm:A"]) == (ShockAsked("firm", "A"),)


def test_the_form_adds_to_either_scenario() -> None:
    first = read_what_if(PATH, [("entity", "group"), ("id", "G1")])
    assert first.query()["s"] == "group:G1"
    assert first.second is None
    both = read_what_if(PATH, [("s", "group:G1"), ("kind", "park"), ("id", "P1"), ("days", "14"), ("into", "b")])
    assert both.query()["s"] == "group:G1"
    assert both.query()["b"] == "park:P1:14"
    same = read_what_if(PATH, [("s", "group:G1"), ("bsub", "all")])
    assert same.second is not None
    assert same.second.shocks == same.first.shocks
    assert same.query()["b"] is None
    assert (same.first.substitution, same.second.substitution) == ("off", "all")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("s", "firm:X:-14"), ("s", "firm:X:abc"), ("s", "firm:X:nan"), ("s", "firm:X:inf"), ("s", "firm:X:9:7"),
        ("s", "firm:X:9:-1"), ("horizon", "-5"), ("horizon", "100000"), ("day", "x"), ("sub", "some"), ("bsub", "zzz"),
    ],
)  # fmt: skip
def test_a_scenario_never_becomes_another_one(name: str, value: str) -> None:
    """What is no number, out of range or no way of substitution is refused, as the question refuses it."""
    with pytest.raises(ParameterError) as told:
        read_what_if(PATH, [(name, value)])
    assert told.value.code == "bad_parameter"
