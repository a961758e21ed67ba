"""Stages and products whose names are blank go by their codes."""

from __future__ import annotations

from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.objects import names_of
from graphsvc.judgements.statuses import stage_path
from graphsvc.judgements.workspace import Facts, Workspace
from graphsvc.usecases.maps.panorama import find_slots
from tests.unit.loaders.staging import resolved_of, small


def nameless() -> Facts:
    tables = small()
    for stage in tables["stages"]:
        stage["stage_name"] = None
    tables["stages"][2]["parent_code"] = "C90-02"
    for product, stage_code in zip(tables["products"], ("C90-01", "C90-01", "C90-02-01", "C90-03"), strict=True):
        product["stage_code"] = stage_code
    tables["products"][1]["product_name"] = None
    tables["parks"] = []
    space = Workspace(GraphSnapshot("v", "sha256:v", resolved_of(tables).tables))
    return space.facts(space.scope("SD-C90"))


def test_path_and_panorama_show_the_code() -> None:
    facts = nameless()
    assert stage_path(facts.snapshot, "SD-C90", "C90-02-01") == ["C90-02", "C90-02-01"]
    assert {(code, name, path) for code, name, path, _ in find_slots(facts).stages} == {
        ("C90-01", "C90-01", "C90-01"),
        ("C90-02-01", "C90-02-01", "C90-02/C90-02-01"),
        ("C90-03", "C90-03", "C90-03"),
    }


def test_product_without_name_goes_by_its_code() -> None:
    assert "P2" in names_of(nameless().snapshot, "product")[1]
