"""A version is made ready once, however many requests come first."""

from __future__ import annotations

import pytest

from graphsvc.domain import snapshot as snapshots
from graphsvc.domain.build_network import build_network
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.judgements import scope as scopes
from graphsvc.judgements.scope import Workspace
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
    "FailureModel", "trade_walks", "technical_walks", "local_figures", "link_bounds", "maker_figures", "all_entities",
    "outages", "WaitingRows",
)  # fmt: skip


@pytest.fixture
def space() -> Workspace:
    """One chain of two makers, nothing of it worked out yet."""
    made = ChainTables({name: arrow_table(name, rows) for name, rows in tables(CHAIN).items()})
    return Workspace(GraphSnapshot("plain", "sha256:plain", made))


def test_a_version_is_made_ready_once_for_all_requests(space: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = {name: Counted(getattr(scopes, name)) for name in COSTLY}
    for name, build in counted.items():
        monkeypatch.setattr(scopes, name, build)
    counted["build_network"] = Counted(build_network)
    monkeypatch.setattr(snapshots, "build_network", counted["build_network"])

    def request() -> tuple[object, ...]:
        scope = space.scope(CHAIN_CODE)
        return (
            scope, space.model, space.trade, space.technique, scope.product_codes, scope.figures, scope.bounds,
            scope.standing, scope.entities("group"), scope.outages("group", 90.0),
        )  # fmt: skip

    found = crowd(request)
    assert {name: build.n for name, build in counted.items()} == dict.fromkeys(counted, 1)
    for answer in found:
        assert all(one is first for one, first in zip(answer, found[0], strict=True))


def test_kinds_and_horizons_are_kept_apart(space: Workspace) -> None:
    scope = space.scope(CHAIN_CODE)
    assert scope.entities("firm")[0].kind == "firm"
    assert scope.entities("group")[0].kind == "group"
    assert scope.outages("firm", 90.0) is scope.outages("firm", 90.0)
    assert scope.outages("firm", 90.0) is not scope.outages("firm", 30.0)


def test_a_region_of_its_own_is_another_scope(space: Workspace) -> None:
    own = space.scope(CHAIN_CODE)
    assert space.scope(CHAIN_CODE, own.region) is own
    assert space.scope(CHAIN_CODE, "110000") is not own
