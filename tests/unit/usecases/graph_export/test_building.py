"""The layers of the tyre chain, held against its lists and the worked example."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphsvc.domain.errors import NotFound, ParameterError
from graphsvc.domain.plain_graph import LAYERS, Layer, PlainGraph
from graphsvc.samples.workbooks import SOURCES
from graphsvc.stores.sql_store import open_store
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.graph_export.as_igraph import igraph_graph
from graphsvc.usecases.graph_export.building import plain_graph, read_layer


def listed(name: str) -> list[dict[str, str]]:
    """Rows of a list of the tyre sample as they are written."""
    with (SOURCES / "tyre" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def analyst(tyre_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Analyst]:
    copy = tmp_path_factory.mktemp("tyre") / "store.db"
    copy.write_bytes(tyre_store.read_bytes())
    store = open_store(f"sqlite:///{copy}")
    yield Analyst(store)
    store.close()


@pytest.fixture(scope="module")
def layers(analyst: Analyst) -> dict[Layer, PlainGraph]:
    return {layer: plain_graph(analyst, None, layer) for layer in LAYERS}


def test_as_many_as_the_lists_have(layers: dict[Layer, PlainGraph]) -> None:
    """9 products and 8 inputs; 12 firms and two countries, 23 supplies; 14 pairs of a maker and its product."""
    n = {layer: (len(graph.nodes), len(graph.edges)) for layer, graph in layers.items()}
    products, inputs, supplies = (len(listed(x)) for x in ("03_products", "04_product_inputs", "07_supplies"))
    firms = len(listed("05_firms")) + 2
    assert n == {"technical": (products, inputs), "trade": (firms, supplies),
                 "joined": (products + firms, inputs + supplies + 14)}  # fmt: skip
    kinds = Counter(edge.attributes["kind"] for edge in layers["joined"].edges)
    assert kinds == {"input_of": 8, "supplies": 23, "makes": 14}


def test_every_supply_with_its_quantity_and_row(layers: dict[Layer, PlainGraph]) -> None:
    names = {node.id: str(node.attributes["label"]) for node in layers["trade"].nodes}
    told: dict[tuple[object, ...], tuple[object, int]] = {}
    for edge in layers["trade"].edges:
        about = edge.attributes
        key = names[edge.source], names[edge.target], about["product_name"]
        told[key] = about["quantity"], int(about["source_row"])
    rows = enumerate(listed("07_supplies"))
    assert told == {
        (row["供方"], row["需方"], row["产品"]): (float(row["年供应量"]), first + position)
        for position, row in rows
        for first in [min(at for _, at in told.values())]
    }


def test_findings_of_the_worked_example(layers: dict[Layer, PlainGraph]) -> None:
    firms = {str(node.attributes["label"]): node.attributes for node in layers["trade"].nodes}
    rubber = firms["示例合成胶"]
    assert (rubber["is_choke_point"], rubber["risk_grade"], rubber["tts_days"], rubber["ttr_days"]) == (
        "yes", "red", 10.0, 60.0,
    )  # fmt: skip
    assert rubber["loss_days"] == pytest.approx(46.785714, abs=1e-6)
    kinds = {(e.attributes["product_name"], e.attributes.get("source_kind")) for e in layers["trade"].edges}
    assert ("合成橡胶", "sole") in kinds
    assert ("钢帘线", "disguised") in kinds


def test_products_have_stage_status_and_place(layers: dict[Layer, PlainGraph]) -> None:
    for node in layers["technical"].nodes:
        assert {"label", "stage", "position", "status", "is_missing", "is_weak", "x", "y"} <= set(node.attributes)
    statuses = {node.attributes["label"]: node.attributes["status"] for node in layers["technical"].nodes}
    assert statuses["合成橡胶"] == "single_source"
    assert statuses["高碳盘条"] == "missing"  # made in another province alone


@pytest.mark.parametrize("layer", LAYERS)
def test_places_are_fixed_and_nobody_stands_on_another(layers: dict[Layer, PlainGraph], layer: Layer) -> None:
    places = [(node.attributes["x"], node.attributes["y"]) for node in layers[layer].nodes]
    assert len(set(places)) == len(places)
    joined = {node.id: node.attributes for node in layers["joined"].nodes}
    assert all((joined[n.id]["x"], joined[n.id]["y"]) == (n.attributes["x"], n.attributes["y"])
               for n in layers[layer].nodes)  # fmt: skip


def test_the_same_version_gives_the_same_graph(analyst: Analyst, layers: dict[Layer, PlainGraph]) -> None:
    (chain,) = analyst.workspace().snapshot.chains
    assert plain_graph(analyst, chain, "joined", analyst.version().version_id) == layers["joined"]


def test_what_is_not_there_is_refused(analyst: Analyst) -> None:
    with pytest.raises(NotFound):
        plain_graph(analyst, "SD-C99", "trade")
    with pytest.raises(ParameterError):
        read_layer("social")


def test_igraph_has_the_same(layers: dict[Layer, PlainGraph]) -> None:
    plain = layers["joined"]
    graph = igraph_graph(plain)
    assert graph.vs["name"] == [node.id for node in plain.nodes]
    ends = [(graph.vs[e.source]["name"], graph.vs[e.target]["name"], e["key"]) for e in graph.es]
    assert ends == [(edge.source, edge.target, edge.key) for edge in plain.edges]
    for name in graph.vs.attributes():
        if name != "name":
            assert graph.vs[name] == [node.attributes.get(name) for node in plain.nodes]
    assert graph["layer"] == "joined"
