"""Facets of a list: what nobody has is left out, defaults leave the address, choosing begins at the head."""

from __future__ import annotations

from graphsvc.domain.report import Coded
from graphsvc.usecases.pages.facets import FacetOf


def test_a_value_nobody_has_is_left_out_unless_it_is_chosen() -> None:
    facet = FacetOf("/x", {"grade": "green", "page": 3, "sort": "name"})
    found = facet("grade", ("red", "orange", "green"), "risk_grade", chosen="green", counts={"red": 2}, every=2)
    assert [(c.label, c.n, c.is_chosen) for c in found.choices] == [
        (Coded("all", "all"), 2, False), (Coded("risk_grade", "red"), 2, False), (Coded("risk_grade", "green"), 0, True),
    ]  # fmt: skip
    assert found.choices[1].to.query == {"grade": "red", "page": None, "sort": "name"}
    assert found.choices[0].to.query["grade"] is None


def test_a_default_other_than_all_is_left_out_of_the_address() -> None:
    found = FacetOf("/x", {})("verdict", ("yes", "no"), "truth", chosen="yes", default="yes", every=5)
    assert [c.to.query["verdict"] for c in found.choices] == ["all", None, "no"]
    assert [c.is_chosen for c in found.choices] == [False, True, False]


def test_names_of_no_vocabulary_stand_as_they_are() -> None:
    found = FacetOf("/x", {})("stage", ("炼化基础",), "", chosen="")
    assert [c.label for c in found.choices] == ["炼化基础"]
