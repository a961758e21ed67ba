"""Laws that can be said aloud of chains that are told otherwise: split, diversified, beside another chain."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.oracles.plain_chain import PlainChain, PlainSupply, fake_code
from tests.properties.engine import TOLERANCE, Engine, examples, relabelled
from tests.properties.strategies import chains, known_chains
from tests.properties.test_laws import figures, same

STATE_OWNER = "示例省国资委"
"""A controller that makes no group of the firms it holds."""


def half(value: float | None) -> float | None:
    return None if value is None else value / 2


def split(chain: PlainChain, firm: str) -> PlainChain:
    """The chain with half of a firm, what it makes, buys and sells, in a firm of its own under the same control."""
    twin = fake_code(800, "370100")
    held = next(f for f in chain.firms if f.id == firm)
    controller = firm if held.controller in (None, STATE_OWNER) else held.controller
    supplies: list[PlainSupply] = []
    for row in chain.supplies:
        buyers = [(firm, 2), (twin, 2)] if row.buyer == firm else [(row.buyer, 1)]
        sellers = [(firm, 2), (twin, 2)] if row.supplier == firm else [(row.supplier, 1)]
        for buyer, bought in buyers:
            for seller, sold in sellers:
                qty = None if row.qty is None else row.qty / bought / sold
                share = None if row.share is None else row.share / sold
                supplies.append(replace(row, supplier=seller, buyer=buyer, qty=qty, share=share))
    capacities = []
    for made in chain.capacities:
        if made.firm == firm:
            part = replace(made, design=half(made.design), effective=half(made.effective), output=half(made.output))
            capacities += [part, replace(part, firm=twin)]
        else:
            capacities.append(made)
    firms = (*chain.firms, replace(held, id=twin, controller=controller))
    return replace(chain, firms=firms, capacities=tuple(capacities), supplies=tuple(supplies))


@examples(20)
@given(known_chains(max_products=6, max_firms=8), st.data())
def test_a_source_in_two_firms_of_one_group_is_one_source(chain: PlainChain, data: st.DataObject) -> None:
    firm = data.draw(st.sampled_from([f.id for f in chain.firms]))
    assert same(figures(Engine(chain), "group"), figures(Engine(split(chain, firm)), "group"))


@examples(20)
@given(known_chains(max_products=6, max_firms=8), st.data())
def test_one_more_independent_source_never_hurts(chain: PlainChain, data: st.DataObject) -> None:
    assume(chain.supplies)
    bought = data.draw(st.sampled_from(sorted({(row.buyer, row.product) for row in chain.supplies})))
    part = data.draw(st.sampled_from((0.1, 0.5)))
    own = [row for row in chain.supplies if (row.buyer, row.product) == bought]
    new = f"ext:VN:{bought[1]}"

    def times(value: float | None, factor: float) -> float | None:
        return None if value is None else value * factor

    kept = [
        replace(row, qty=times(row.qty, 1 - part), share=times(row.share, 1 - part)) if row in own else row
        for row in chain.supplies
    ]
    total = sum(row.qty or 0.0 for row in own)
    share = None if own[0].share is None else part
    more = PlainSupply(new, *bought, qty=total * part, share=share, stock=own[0].stock, origin="VN")
    other = replace(chain, supplies=(*kept, more))
    before, after = Engine(chain), Engine(other)
    for name in before.entity_ids("group"):
        one, two = before.play("group", name, 40.0)[0], after.play("group", name, 40.0)[0]
        assert all(y >= x - TOLERANCE for x, y in zip(one, two, strict=True)), name


@examples(20)
@given(chains(max_products=6, max_firms=8), chains(max_products=4, max_firms=5))
def test_a_chain_that_has_nothing_to_do_with_it_changes_nothing(chain: PlainChain, beside: PlainChain) -> None:
    firms = [fake_code(900 + number, "370200") for number in range(len(beside.firms))]
    foreign = relabelled(beside, firms, [f"Z{number}" for number in range(len(beside.products))])
    foreign = replace(
        foreign,
        firms=tuple(replace(f, controller=None) for f in foreign.firms),
        supplies=tuple(
            replace(row, supplier=f"{row.supplier}二") if row.supplier.startswith("~") else row
            for row in foreign.supplies
        ),
    )
    joint = replace(
        chain,
        products=chain.products + foreign.products,
        inputs=chain.inputs + foreign.inputs,
        firms=chain.firms + foreign.firms,
        capacities=chain.capacities + foreign.capacities,
        supplies=chain.supplies + foreign.supplies,
    )
    for kind in ("firm", "group"):
        mine, theirs = figures(Engine(chain), kind), figures(Engine(joint), kind)
        assert set(mine) <= set(theirs)
        assert same(mine, {name: theirs[name] for name in mine})
