"""What fails: regions by level; and what inputs that only dilute may cost where no price is told, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from graphsvc.analysis.outages.entities import all_entities
from tests.oracles.plain_chain import (
    PlainCapacity,
    PlainChain,
    PlainFirm,
    PlainInput,
    PlainProduct,
    PlainSupply,
    fake_code,
)
from tests.properties.engine import HORIZON, Engine

MAKER, LOST, OTHER = (fake_code(number) for number in (1, 2, 3))


def chain_of(*supplied: tuple[str, str, str]) -> PlainChain:
    """P0 from inputs (product, supplier, necessity), each wholly from one supplier, without prices and stocks."""
    return PlainChain(
        products=tuple(PlainProduct(code) for code in ("P0", *(code for code, _, _ in supplied))),
        inputs=tuple(PlainInput("P0", code, 1.0, necessity) for code, _, necessity in supplied),
        firms=tuple(PlainFirm(firm, "370100") for firm in (MAKER, LOST, OTHER)),
        capacities=(PlainCapacity(MAKER, "P0", 10.0, 10.0, 10.0, 30),),
        supplies=tuple(PlainSupply(firm, MAKER, code, 10.0, 1.0, 0.0) for code, firm, _ in supplied),
        finals=("P0",),
    )


@pytest.mark.parametrize(
    ("supplied", "least", "most"),
    [
        ([("P1", LOST, "非必需")], 1.0, 1.0),  # the only input is all of the cost, whatever its price
        ([("P1", LOST, "非必需"), ("P2", LOST, "非必需")], 1.0, 1.0),  # all of the cost is lost, however it divides
        ([("P1", LOST, "非必需"), ("P2", OTHER, "非必需")], 0.0, 1.0),  # all of it may be the other's, or none
        ([("P1", LOST, "非必需"), ("P2", OTHER, "必需")], 0.0, 1.0),  # the essential one may be all of it
    ],
)
def test_cost_shares_nobody_told(supplied: list[tuple[str, str, str]], least: float, most: float) -> None:
    found = {name: (at, figures) for name, at, figures in Engine(chain_of(*supplied)).outages("firm", HORIZON)}
    at, figures = found[LOST]
    assert figures.impact.lower[at] == pytest.approx(least)
    assert figures.impact.upper[at] == pytest.approx(most)


@pytest.mark.parametrize(
    ("level", "ids"),
    [
        ("province", ["130000", "370000"]),
        ("region", ["130200", "370000", "370100", "370300"]),  # of one maker no more than the province is known
        ("county", ["130203", "370102", "370103"]),
    ],
)
def test_regions_of_a_level(level: str, ids: list[str]) -> None:
    places = ("130203", "370000", "370102", "370103", "370300")
    firms = tuple(PlainFirm(fake_code(n), place) for n, place in enumerate(places))
    chain = PlainChain(
        products=(PlainProduct("P0"),),
        inputs=(),
        firms=firms,
        capacities=tuple(PlainCapacity(firm.id, "P0", 10.0, 10.0, 10.0, 30) for firm in firms),
        supplies=(),
        finals=("P0",),
    )
    network = Engine(chain).facts.network
    found = all_entities(network, level, np.ones(network.n_nodes, np.bool_))
    assert found.kind == "region"
    assert list(found.ids) == ids
    lost = {ids[e]: {network.firm_region[network.node_firm[v]] for v in found.nodes_of(e)} for e in range(len(found))}
    digits = {"province": 2, "region": 4, "county": 6}[level]
    for id_, inside in lost.items():
        head = id_[:2] if id_.endswith("0000") else id_[:digits]
        assert inside == {place for place in places if place.startswith(head)}
