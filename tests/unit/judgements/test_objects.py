"""Objects by id, by the name that one alone bears, or refused with the nearest: one chain by hand, names given."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graphsvc.domain.errors import NotFound, ParameterError
from graphsvc.domain.sentences import said_fact
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.judgements.objects import (
    find_chain,
    find_entity,
    find_firm,
    find_product,
    find_product_here,
    find_region,
    find_thing,
)
from graphsvc.judgements.workspace import Facts, Workspace
from tests.oracles.plain_chain import (
    CHAIN_CODE,
    PlainCapacity,
    PlainChain,
    PlainFirm,
    PlainInput,
    PlainProduct,
    PlainSupply,
    fake_code,
    tables,
)

TYRES, RUBBER, RIVAL = fake_code(1, "370100"), fake_code(2, "370200"), fake_code(3, "370500")
OWNER = fake_code(9, "110000")
CHAIN = PlainChain(
    products=(PlainProduct("P0"), PlainProduct("P1"), PlainProduct("P2"), PlainProduct("P3")),
    inputs=(PlainInput("P0", "P1", coefficient=1.0),),
    firms=(PlainFirm(TYRES, "370100"), PlainFirm(RUBBER, "370200", controller=OWNER), PlainFirm(RIVAL, "370500")),
    capacities=(PlainCapacity(TYRES, "P0", effective=1.0), PlainCapacity(RUBBER, "P1", effective=1.0)),
    supplies=(
        PlainSupply(RUBBER, TYRES, "P1", qty=1.0),
        PlainSupply(RIVAL, TYRES, "P1", qty=1.0, corridor="示例海峡"),
    ),
    finals=("P0",),
)
FIRMS = {TYRES: "示例轮胎", RUBBER: "示例橡胶", RIVAL: "示例橡胶"}
PRODUCTS = {"P0": "轮胎", "P1": "橡胶", "P2": "橡胶", "P3": None}


def facts_of(version: GraphSnapshot) -> Facts:
    """Those of the chain in its own region."""
    space = Workspace(version)
    return space.facts(space.scope(CHAIN_CODE))


@pytest.fixture(scope="module")
def version() -> GraphSnapshot:
    """Two firms and two products share a name; one product has none."""
    rows = tables(CHAIN)
    for firm in rows["firms"]:
        firm["name"] = FIRMS[firm["firm_id"]]
    for product in rows["products"]:
        product["product_name"] = PRODUCTS[product["product_code"]]
    return GraphSnapshot("plain", "sha256:plain", ChainTables({n: arrow_table(n, r) for n, r in rows.items()}))


def test_by_id_or_by_a_name_of_its_own(version: GraphSnapshot) -> None:
    firms = version.network.firm_ids
    assert firms[find_firm(version, RIVAL)] == RIVAL
    assert firms[find_firm(version, "示例轮胎")] == TYRES
    assert [find_product(version, text) for text in ("P1", "轮胎", "P3")] == ["P1", "P0", "P3"]
    assert (find_chain(version, CHAIN_CODE), find_chain(version, "示例产业链"), find_chain(version, None)) == (
        CHAIN_CODE, CHAIN_CODE, None,
    )  # fmt: skip
    assert (find_region("370100"), find_region(None)) == ("370100", None)


def test_things_are_firms_or_products(version: GraphSnapshot) -> None:
    assert find_thing(version, "轮胎", "object").document() == {"kind": "product", "id": "P0", "name": "轮胎"}
    assert find_thing(version, RUBBER, "object").document() == {"kind": "firm", "id": RUBBER, "name": "示例橡胶"}
    assert find_thing(version, "P3", "object").name == "P3", "without a name it goes by its code"


def test_what_several_are_called_is_asked_back_or_unknown(version: GraphSnapshot) -> None:
    with pytest.raises(ParameterError) as refused:
        find_thing(version, "橡胶", "object")
    assert refused.value.facts["name"] == "object"
    assert "product P1, product P2" in str(refused.value.facts["expected_en"])
    for find in (find_firm, find_product):
        name = "示例橡胶" if find is find_firm else "橡胶"
        with pytest.raises(NotFound):
            find(version, name)


@pytest.mark.parametrize(
    ("kind", "text", "own"),
    [
        ("firm", "示例轮胎", TYRES),
        ("firm", RUBBER, RUBBER),
        ("group", TYRES, TYRES),
        ("group", "示例轮胎", TYRES),
        ("group", RUBBER, OWNER),
        ("product", "轮胎", "P0"),
        ("region", "济南市", "370100"),
        ("country", "CN", "CN"),
        ("country", "中国", "CN"),
        ("corridor", "示例海峡", "示例海峡"),
    ],
)
def test_entities(version: GraphSnapshot, kind: str, text: str, own: str) -> None:
    assert find_entity(version, kind, text).ids == (own,)


def test_a_product_of_the_chain_asked(version: GraphSnapshot) -> None:
    facts = facts_of(version)
    assert find_product_here(facts, "轮胎", None) == "P0"
    with pytest.raises(NotFound):
        find_product_here(facts, "橡胶", None)


@pytest.mark.parametrize(
    ("find", "kind", "value", "nearest"),
    [
        (lambda v: find_firm(v, "示例轮台"), "firm", "示例轮台", "示例轮胎"),
        (lambda v: find_product(v, "轮台"), "product", "轮台", "轮胎"),
        (lambda v: find_product_here(facts_of(v), "轮台", None), "product", "轮台", "轮胎"),
        (lambda v: find_chain(v, CHAIN_CODE + "X"), "chain", CHAIN_CODE + "X", CHAIN_CODE),
        (lambda v: find_thing(v, "轮台", "object"), "firm, product", "轮台", "轮胎"),
        (lambda v: find_entity(v, "corridor", "示例海"), "corridor", "示例海", "示例海峡"),
        (lambda v: find_entity(v, "firm", "示例轮台", "P0"), "firm", "示例轮台 × P0", "示例轮胎"),
        (lambda v: find_region("370199"), "region", "370199", "370100"),
        (lambda v: find_region("379999"), "region", "379999", "370000"),
        (lambda v: find_region("999999"), "region", "999999", "-"),
    ],
)
def test_unknown_objects_are_refused_with_the_nearest(
    version: GraphSnapshot, find: Callable[[GraphSnapshot], object], kind: str, value: str, nearest: str
) -> None:
    with pytest.raises(NotFound) as refused:
        find(version)
    assert refused.value.code == "unknown_object"
    told = {name: said_fact(fact, "en") for name, fact in refused.value.facts.items()}
    assert told == {"kind": kind, "value": value, "nearest": nearest}


@pytest.mark.parametrize("text", ["3701", "济南市", "３７０１００"])
def test_a_region_is_six_digits(text: str) -> None:
    with pytest.raises(ParameterError):
        find_region(text)
