"""Actions that would have helped in a scenario, each played again by the twin with the action in place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import twins_scenarios as twin
from tests.oracles.plain_chain import PlainChain
from tests.oracles.plain_lists import PlainLists, PlainReserve
from tests.oracles.twins_steady import fallen_l0, sources
from tests.oracles.twins_structure import Node, final_weights, is_buyer_here, needs, nodes, purchases
from tests.oracles.twins_time import STEP
from tests.properties.engine import close, examples
from tests.properties.rich_engine import RichEngine
from tests.properties.strategies_scenarios import DAYS, Told, told_scenarios

N_STEPS = int(DAYS / STEP)
STOCK, CAPACITY = "实物储备", "闲置产能"
Key = tuple[str, str, str | None, str | None]


@st.composite
def stocked_scenarios(draw: st.DrawFn) -> tuple[Told, PlainLists]:
    """A scenario on a tidy chain, with up to four reserves."""
    told = draw(told_scenarios(known=True))
    products = [product.code for product in told.chain.products]
    firms = [firm.id for firm in told.chain.firms]
    found = [
        PlainReserve(
            f"R{number}",
            draw(st.sampled_from(products)),
            draw(st.sampled_from((STOCK, CAPACITY))),
            draw(st.sampled_from(firms)),
            draw(st.sampled_from((0.02, 0.3, 5.0))),
            draw(st.sampled_from((0, 3))),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    return told, PlainLists(reserves=tuple(found))


def upstream(chain: PlainChain) -> set[Node]:
    """Nodes that reach final output by trade."""
    found, todo = set(final_weights(chain)), list(final_weights(chain))
    while todo:
        node = todo.pop()
        for need in needs(chain, node):
            for product, _, _ in need.mix:
                for source, _ in sources(chain, (node[0], product))[0]:
                    if source not in found:
                        found.add(source)
                        todo.append(source)
    return found


def actions(told: Told, lists: PlainLists, base: twin.Course) -> Iterator[tuple[Key, twin.Rules]]:
    """Everything that is tried, with the rules it is played by."""
    chain, rules = told.chain, told.rules
    failing = {node for hit in told.hits for node in hit.losses}
    whole = {node: 1.0 for hit in told.hits for node in hit.losses if max(part for _, part in hit.points) >= 1}
    down = fallen_l0(chain, losses=whole)
    bound = {min(base.short_of[node]) for node in base.first_day if node in upstream(chain) and base.short_of[node]}
    for product in sorted({bought for _, bought in bound}):
        own = frozenset(purchase for purchase in bound if purchase[1] == product)
        more = twin.Aid(own, stock=30.0)
        yield ("more_stock", product, None, None), replace(rules, aids=(more,))
        for reserve in lists.reserves:
            if reserve.product == product and not _is_away(chain, reserve, failing, down):
                yield ("reserve", product, reserve.no, reserve.holder), replace(rules, aids=(_aid(chain, reserve),))
        makers = [v for v in nodes(chain) if v[1] == product and twin.spare(chain, v) > 0 and v not in down | failing]
        for maker in sorted(makers, key=lambda v: (-twin.spare(chain, v), v))[:3]:
            pairs = [(purchase, maker) for purchase in purchases(chain) if purchase[1] == product]
            pairs = [pair for pair in pairs if pair[0][0] != maker[0]]
            yield ("second_source", product, None, maker[0]), replace(rules, qualified=pairs)


def _is_away(chain: PlainChain, reserve: PlainReserve, failing: set[Node], down: set[Node]) -> bool:
    own = [node for node in nodes(chain) if node[0] == reserve.holder]
    if any(node in failing for node in own):
        return True
    makes = [node for node in own if node[1] == reserve.product] or own
    return reserve.instrument != STOCK and bool(makes) and all(node in down for node in makes)


def _aid(chain: PlainChain, reserve: PlainReserve) -> twin.Aid:
    served = [p for p in purchases(chain) if p[1] == reserve.product and is_buyer_here(chain, p[0])]
    daily = sum(twin.quantity(chain, purchase) or 0.0 for purchase in served) / 365
    assert reserve.quantity is not None
    days, opens = reserve.quantity / daily, float(reserve.activation or 0)
    if reserve.instrument == STOCK:
        return twin.Aid(frozenset(served), opens=opens, stock=days)
    return twin.Aid(frozenset(served), min(1.0, days), opens)


@examples(25, 500)
@given(stocked_scenarios())
def test_actions(case: tuple[Told, PlainLists]) -> None:
    told, lists = case
    base = twin.play(told.chain, told.hits, N_STEPS, told.rules)
    if any(len(several) > 1 for several in base.short_of.values()):
        return  # which of two equally scarce inputs binds is nobody's guess
    _, summary = RichEngine(told.chain, lists).ask("stress-test", scenario=told.scenario, actions=True)
    found = {
        (row["action_kind"], row["product_code"], row["reserve_no"], row["firm_id"]): row for row in summary["actions"]
    }
    assert [row["days_saved"] for row in summary["actions"]] == sorted(
        (row["days_saved"] for row in found.values()), reverse=True
    )
    expected = {
        key: base.loss - twin.play(told.chain, told.hits, N_STEPS, rules).loss
        for key, rules in actions(told, lists, base)
    }
    assert summary["n_actions_tried"] == len(expected)
    assert summary["actions_truncated"] is False
    for key, saved in expected.items():
        if saved > 1e-6 or key in found:
            assert close(found[key]["days_saved"], saved, 1e-7), key
    assert set(found) <= set(expected)
