"""White lists against the trial of every set of firms, and what must hold of any of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.analysis.white_list.limits import limits_of
from graphsvc.analysis.white_list.program import Goal
from graphsvc.analysis.white_list.smallest import smallest_list
from tests.oracles import twins_white_list as twin
from tests.oracles.plain_chain import PlainChain
from tests.oracles.twins import Node
from tests.oracles.twins_structure import needs, nodes, purchases
from tests.properties.engine import Engine, close, examples
from tests.properties.strategies import chains, known_chains

TARGETS = (0.3, 0.5, 0.8, 1.0)
SMALL = chains(max_products=6, max_firms=8, unidentified=True)


def listed(rows: list[dict[str, object]], kind: str) -> set[str]:
    return {str(row["firm_id"]) for row in rows if row["list"] == kind}


@examples(25)
@given(SMALL, st.sampled_from(TARGETS))
def test_no_smaller_list_keeps_the_target(chain: PlainChain, target: float) -> None:
    rows, summary = Engine(chain).ask("white-list", target=target)
    size = twin.smallest_size(chain, target)
    found = listed(rows, "smallest")
    assert summary["method"] == "exact"
    assert summary["is_reached"] == ("no" if size is None else "yes")
    if size is not None:
        assert len(found) == summary["n_smallest"] == summary["bound"] == size
        assert twin.kept_output(chain, found) >= target - 1e-9
        assert close(summary["covered_output"], twin.kept_output(chain, found))


@examples(25)
@given(SMALL, st.data())
def test_a_given_list_as_it_stands(chain: PlainChain, data: st.DataObject) -> None:
    """What it keeps, what is missing for whom, and that nothing less completes it."""
    engine = Engine(chain)
    makers = sorted({firm for firm, _ in nodes(chain) if not twin.is_outside(firm)})
    given_list = data.draw(st.lists(st.sampled_from(makers), min_size=1, max_size=4, unique=True))
    rows, summary = engine.ask("white-list", list=given_list)
    assert listed(rows, "existing") == set(given_list)
    assert close(summary["existing"]["covered_output"], twin.kept_output(chain, given_list))
    added = listed(rows, "to_add")
    own = {engine.node(v) for v in np.flatnonzero(engine.facts.members.upstream).tolist()} & {
        (str(row["firm_id"]), code) for row in rows if row["list"] == "existing" for code in row["products"]
    }
    assert own <= twin.running(chain, {*given_list, *added})
    for firm in added:
        assert not own <= twin.running(chain, {*given_list, *added} - {firm}), "nobody is added in vain"
    for row in rows:
        if row["list"] == "existing":
            missing = set(row["missing_upstream"])
            mine = {node for node in own if node[0] == row["firm_id"]}
            assert missing <= added
            assert mine <= twin.running(chain, {*given_list, *missing})
            assert bool(missing) == (not mine <= twin.running(chain, given_list))


@examples(25)
@given(SMALL)
def test_a_higher_target_never_needs_fewer_firms(chain: PlainChain) -> None:
    engine = Engine(chain)
    sizes = [engine.ask("white-list", target=target)[1]["n_smallest"] for target in TARGETS]
    reached = [engine.ask("white-list", target=target)[1]["is_reached"] == "yes" for target in TARGETS]
    told = [size for size, is_reached in zip(sizes, reached, strict=True) if is_reached]
    assert told == sorted(told)


def _ancestors(chain: PlainChain, finals: set[Node]) -> set[str]:
    found, queue = set(finals), list(finals)
    while queue:
        node = queue.pop()
        for need in needs(chain, node):
            for product, _, _ in need.mix if need.essential else ():
                for row in purchases(chain)[node[0], product]:
                    if (row.supplier, product) not in found:
                        found.add((row.supplier, product))
                        queue.append((row.supplier, product))
    return {firm for firm, _ in found}


@examples(25)
@given(SMALL, st.sampled_from(TARGETS))
def test_a_firm_that_feeds_nothing_is_never_in(chain: PlainChain, target: float) -> None:
    engine = Engine(chain)
    rows, _ = engine.ask("white-list", target=target)
    finals = {engine.node(int(v)) for v in engine.facts.members.finals.node}
    assert listed(rows, "smallest") <= _ancestors(chain, finals)


@examples(30)
@given(known_chains(max_products=7, max_firms=10), st.sampled_from(TARGETS))
@pytest.mark.parametrize("level", ["L0", "L1"])
def test_thinned_lists_keep_the_target_and_their_bound(level: str, chain: PlainChain, target: float) -> None:
    """Large chains are thinned out: the list reaches the target, and the exact one lies between bound and it."""
    facts = Engine(chain).facts
    n, finals = facts.network, facts.members.finals
    limits, goal = limits_of(facts.ground.model, level), Goal(finals.node, finals.weight, target)
    nobody = np.zeros(n.n_firms, np.bool_)
    thinned = smallest_list(limits, n, goal, nobody, np.zeros(n.n_firms), exact_up_to=0)
    exact = smallest_list(limits, n, goal, nobody, np.zeros(n.n_firms))
    assert exact.method == "exact"
    assert thinned.bound <= len(exact.firms) <= len(thinned.firms)
    searched = smallest_list(limits, n, goal, nobody, np.zeros(n.n_firms), exact_up_to=0, is_thorough=True)
    assert thinned.bound <= searched.bound <= len(exact.firms) <= len(searched.firms) <= len(thinned.firms)
    assert not searched.is_reached or goal.reached(limits.levels(np.isin(n.node_firm, searched.firms)))
    if thinned.is_reached and not limits.hangs(goal.node).any():  # each maker brings its own: told without a search
        assert (len(thinned.firms), thinned.method) == (len(exact.firms), "exact")
    kept = np.isin(n.node_firm, thinned.firms)
    assert not thinned.is_reached or goal.reached(limits.levels(kept))


@examples(25)
@given(chains(max_products=7, max_firms=10, unidentified=True), st.data())
def test_present_shares_are_those_of_the_failure_model(chain: PlainChain, data: st.DataObject) -> None:
    """L1 with some firms left out is L1 with those failing."""
    engine = Engine(chain)
    facts = engine.facts
    entities, _ = facts.outages.entities("firm")
    n, limits = facts.network, limits_of(facts.ground.model, "L1")
    inside = [i for i in range(len(entities)) if not limits.outside[entities.nodes_of(i)].any()]
    away = data.draw(st.lists(st.sampled_from(inside), unique=True, max_size=3)) if inside else []
    failing = entities.take(away)
    kept = np.ones(n.n_nodes, np.bool_)
    kept[failing.node] = False
    assert np.allclose(limits.levels(kept), facts.ground.model.levels(failing), atol=1e-6)
