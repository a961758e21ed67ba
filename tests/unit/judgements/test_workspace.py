"""What several questions ask of a scope is worked out once, and apart for every scope."""

from __future__ import annotations

from graphsvc.judgements.links.completeness import chain_completeness, counted_products
from graphsvc.judgements.links.missing import missing_links
from graphsvc.judgements.workspace import Facts
from tests.oracles.plain_chain import PlainCapacity, PlainChain, PlainFirm, PlainInput, PlainProduct, fake_code
from tests.properties.engine import Engine

MAKER = fake_code(1, "370100")
CHAIN = PlainChain(
    products=(PlainProduct("P0", nature="终端产品"), PlainProduct("P1")),
    inputs=(PlainInput("P0", "P1", 2.0),),
    firms=(PlainFirm(MAKER, "370100"),),
    capacities=(PlainCapacity(MAKER, "P0", effective=12.0, output=10.0),),
    supplies=(),
    finals=("P0",),
    complete=frozenset({"06", "07"}),
)
"""One maker in 370100 that needs P1, which nobody makes."""


def test_a_judgement_of_a_scope_is_worked_out_once() -> None:
    facts, asked = Engine(CHAIN).facts, []

    def build(own: Facts) -> int:
        asked.append(own)
        return len(asked)

    assert [facts.kept(build), facts.kept(build)] == [1, 1]
    assert asked == [facts]


def test_every_scope_has_its_own() -> None:
    facts = Engine(CHAIN).facts
    elsewhere = facts.workspace.facts(facts.workspace.scope(facts.scope.chain, "130100"))
    assert chain_completeness(facts)["completeness_cp"] == 0.5
    assert chain_completeness(elsewhere)["completeness_cp"] == 0.0
    assert set(counted_products(facts)) == {"P0", "P1"}


def test_what_is_asked_otherwise_is_not_what_was_kept() -> None:
    facts = Engine(CHAIN).facts
    assert missing_links(facts)["P1"].is_missing == "yes"
    assert missing_links(facts, 20.0)["P1"].is_missing == "no"
    assert missing_links(facts)["P1"].is_missing == "yes"
