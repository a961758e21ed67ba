"""A scope is a value; what follows from a version for it is made ready once, however many requests come first."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from graphsvc.analysis.outages.failure import FailureModel
from graphsvc.domain import snapshot as snapshots
from graphsvc.domain.build_network import build_network
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.judgements.facts import data_state, groundwork, local_links, outage_facts
from graphsvc.judgements.scope import Scope
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
from tests.unit.crowding import Counted, crowd

MAKER, SELLER = fake_code(1, "370100"), fake_code(2, "370200")
CHAIN = PlainChain(
    products=(PlainProduct("P0", price=100.0), PlainProduct("P1", price=10.0)),
    inputs=(PlainInput("P0", "P1", coefficient=1.0),),
    firms=(PlainFirm(MAKER, "370100"), PlainFirm(SELLER, "370200")),
    capacities=(PlainCapacity(MAKER, "P0", effective=100.0), PlainCapacity(SELLER, "P1", effective=100.0)),
    supplies=(PlainSupply(SELLER, MAKER, "P1", qty=90.0),),
    finals=("P0",),
    complete=frozenset({"06"}),
)
COSTLY = (
    (groundwork, "FailureModel"), (groundwork, "trade_walks"), (groundwork, "technical_walks"),
    (data_state, "WaitingRows"), (outage_facts, "all_entities"), (outage_facts, "outages"),
    (local_links, "local_figures"), (local_links, "link_bounds"), (local_links, "maker_figures"),
    (local_links, "grade_figures"),
)  # fmt: skip
"""What takes time, where it is called."""


@pytest.fixture
def space() -> Workspace:
    """One chain of two makers, nothing of it worked out yet."""
    made = ChainTables({name: arrow_table(name, rows) for name, rows in tables(CHAIN).items()})
    return Workspace(GraphSnapshot("plain", "sha256:plain", made))


def test_scopes_are_values() -> None:
    one, same = Scope(CHAIN_CODE, "370000"), Scope(CHAIN_CODE, "370000")
    assert one is not same
    assert one == same
    assert hash(one) == hash(same)
    assert one not in {Scope(CHAIN_CODE, ""), Scope(CHAIN_CODE, "370100"), Scope(CHAIN_CODE + "X", "370000")}
    assert [field.name for field in fields(one)] == ["chain", "region"]
    with pytest.raises(FrozenInstanceError):
        one.region = "110000"  # type: ignore[misc]


def test_a_scope_keeps_nothing_of_what_is_asked(space: Workspace) -> None:
    scope = space.scope(CHAIN_CODE)
    assert space.facts(scope).outages.entities("firm")[0].kind == "firm"
    assert vars(scope) == {"chain": scope.chain, "region": scope.region}


def test_equal_scopes_have_the_same_facts(space: Workspace) -> None:
    own = space.scope(CHAIN_CODE)
    assert own.region == space.snapshot.chains[CHAIN_CODE].region
    assert space.facts(Scope(CHAIN_CODE, own.region)) is space.facts(own)
    assert space.facts(own).scope == own


def test_a_region_of_its_own_has_facts_of_its_own(space: Workspace) -> None:
    own, other = space.facts(space.scope(CHAIN_CODE)), space.facts(space.scope(CHAIN_CODE, "110000"))
    assert other is not own
    assert other.scope == Scope(CHAIN_CODE, "110000")
    assert not other.members.makers_here.any()
    assert own.members.makers_here.any()
    assert other.ground is own.ground  # what holds for all scopes is shared


def test_a_chain_the_version_does_not_have(space: Workspace) -> None:
    for ask in (lambda: space.scope("XX"), lambda: space.facts(Scope("XX", ""))):
        with pytest.raises(KeyError):
            ask()


@pytest.mark.slow  # many threads
def test_a_version_is_made_ready_once_for_all_requests(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = {name: Counted(getattr(module, name)) for module, name in COSTLY}
    for module, name in COSTLY:
        monkeypatch.setattr(module, name, counted[name])
    counted["build_network"] = Counted(build_network)
    monkeypatch.setattr(snapshots, "build_network", counted["build_network"])

    def request() -> tuple[object, ...]:
        facts = space.facts(space.scope(CHAIN_CODE))
        ground, members, local, outages = facts.ground, facts.members, facts.local, facts.outages
        return (
            facts, ground.model, ground.trade, ground.technique, ground.other_makers, members.finals,
            members.product_codes, members.purchases_here, local.figures, local.bounds, local.standing, local.grades,
            facts.data.waiting, outages.entities("group"), outages.figures("group", 90.0),
        )  # fmt: skip

    found = crowd(request)
    assert {name: build.n for name, build in counted.items()} == dict.fromkeys(counted, 1)
    for answer in found:
        assert all(one is first for one, first in zip(answer, found[0], strict=True))


def test_scopes_share_what_holds_for_the_version(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """One failure model however many chains and regions are asked about at once."""
    model = Counted(FailureModel)
    monkeypatch.setattr(groundwork, "FailureModel", model)
    regions = iter(["", "110000", "370000", "370100"] * 100)

    def request() -> Facts:
        facts = space.facts(Scope(CHAIN_CODE, next(regions)))
        assert facts.members.product_codes == ("P0", "P1")
        return facts

    assert len(set(crowd(request))) > 1
    assert model.n == 1


def test_kinds_and_horizons_are_kept_apart(space: Workspace) -> None:
    outages = space.facts(space.scope(CHAIN_CODE)).outages
    assert outages.entities("firm")[0].kind == "firm"
    assert outages.entities("group")[0].kind == "group"
    assert outages.figures("firm", 90.0) is outages.figures("firm", 90.0)
    assert outages.figures("firm", 90.0) is not outages.figures("firm", 30.0)
