"""Facets of a list: what nobody has is left out, defaults leave the address, choosing begins at the head."""

from __future__ import annotations

import pytest

from graphsvc.domain.errors import ParameterError
from graphsvc.domain.report import Coded
from graphsvc.usecases.pages.facets import FacetOf, one_of, page_start


def test_a_value_nobody_has_is_left_out_unless_it_is_chosen() -> None:
    facet = FacetOf("/x", {"grade": "green", "page": 3, "sort": "name"})
    found = facet("grade", ("red", "orange", "green"), "risk_grade", chosen="green", counts={"red": 2}, every=2)
    told = [(choice.label, choice.n, choice.is_chosen) for choice in found.choices]
    red, green = Coded("risk_grade", "red"), Coded("risk_grade", "green")
    assert told == [(Coded("all", "all"), 2, False), (red, 2, False), (green, 0, True)]
    assert found.choices[1].to.query == {"grade": "red", "page": None, "sort": "name"}
    assert found.choices[0].to.query["grade"] is None


def test_a_default_other_than_all_is_left_out_of_the_address() -> None:
    found = FacetOf("/x", {})("verdict", ("yes", "no"), "truth", chosen="yes", default="yes", every=5)
    assert [c.to.query["verdict"] for c in found.choices] == ["all", None, "no"]
    assert [c.is_chosen for c in found.choices] == [False, True, False]


def test_names_of_no_vocabulary_stand_as_they_are() -> None:
    found = FacetOf("/x", {})("stage", ("炼化基础",), "", chosen="")
    assert [c.label for c in found.choices] == ["炼化基础"]


@pytest.mark.parametrize(("text", "n", "start"), [("", 120, 0), ("2", 120, 50), ("99999999999", 120, 100), ("x", 9, 0)])
def test_a_page_beyond_the_end_is_the_last_one(text: str, n: int, start: int) -> None:
    assert page_start(text, n, 50) == start


def test_a_value_that_is_none_is_refused() -> None:
    assert one_of("grade", "red", ("", "red")) == "red"
    with pytest.raises(ParameterError) as told:
        one_of("grade", "pink", ("", "red"))
    assert told.value.code == "bad_parameter"
