"""Single and hidden sources: the engine against its slow twins on random chains."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given

from tests.oracles import twins
from tests.oracles.plain_chain import PlainChain
from tests.properties.engine import Engine, close, examples
from tests.properties.strategies import chains

MESSY = chains(unidentified=True, self_supply=True)
MAX_DEPTH = 6


def is_a_tie(chain: PlainChain, row: twins.SingleSource, merge_groups: bool) -> bool:
    """Two largest sources differ by noise alone: which of them is named is not told."""
    held: dict[str, float] = {}
    for firm, share in twins.shares(chain)[row.buyer, row.product].items():
        name = twins.groups(chain)[firm] if merge_groups else firm
        held[name] = held.get(name, 0.0) + (share or 0.0)
    top = sorted(held.values())[-2:]
    return len(top) == 2 and close(top[0], top[1])


@pytest.mark.parametrize("merge_groups", [True, False])
def test_single_sources(merge_groups: bool) -> None:
    @examples(100)
    @given(MESSY)
    def check(chain: PlainChain) -> None:
        rows, _ = Engine(chain).ask("single-sources", merge_groups=merge_groups)
        expected = {(r.buyer, r.product): r for r in twins.single_sources(chain, merge_groups=merge_groups)}
        found = {(row["buyer_id"], row["product_code"]): row for row in rows}
        assert {key: row["kind"] for key, row in found.items()} == {key: row.kind for key, row in expected.items()}
        for key, row in found.items():
            _compare(row, expected[key], is_a_tie(chain, expected[key], merge_groups), merge_groups, chain)

    check()


def _compare(row: dict[str, Any], twin: twins.SingleSource, is_tied: bool, merged: bool, chain: PlainChain) -> None:
    assert row["n_groups"] == twin.n_groups
    assert close(row["n_eff"], twin.n_eff)
    assert close(row["known_share"], twin.known_share)
    if row["kind"] == "unknown" or is_tied or row["park"] is not None:
        return
    assert close(row["share"], twin.share)
    assert set(row["supplier_ids"]) == set(twin.suppliers)
    assert set(row["alternatives"]) == set(twin.alternatives)
    assert twin.group is not None
    assert row["group_id"] == (twin.group if merged else twins.groups(chain)[twin.group])


@examples(100)
@given(MESSY)
def test_hidden_sources(chain: PlainChain) -> None:
    for entity in ("firm", "group", "firm,group"):
        rows, summary = Engine(chain).ask("hidden-sources", entity=entity, max_depth=MAX_DEPTH)
        expected = twins.hidden_sources(chain, "both" if "," in entity else entity, MAX_DEPTH)
        assert {
            (r["buyer_id"], r["product_code"], r["entity_type"], r["entity_id"]): (
                r["is_hidden"],
                r["depth"],
                r["n_groups"],
                tuple(r["missing_lists"]),
            )
            for r in rows
        } == {
            (r.buyer, r.product, r.entity_type, r.entity): (r.is_hidden, r.depth, r.n_groups, r.missing_lists)
            for r in expected
        }
        assert summary["n_hidden"] == sum(row.is_hidden == "yes" for row in expected)


@examples(100)
@given(MESSY)
def test_paths_of_hidden_sources_are_trade(chain: PlainChain) -> None:
    trade = {(row.supplier, row.buyer, row.product) for row in chain.supplies}
    for row in Engine(chain).ask("hidden-sources", entity="firm", max_depth=12)[0]:
        path = row["path"]
        assert path[0]["firm_id"] == row["entity_id"]
        assert (path[-1]["firm_id"], path[-1]["product_code"]) == (row["buyer_id"], row["product_code"])
        assert len(path) == row["depth"] + 1
        for step, after in pairwise(path):
            assert (step["firm_id"], after["firm_id"], step["product_code"]) in trade
