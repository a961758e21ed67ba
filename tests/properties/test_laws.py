"""Laws that can be said aloud, on random chains: names do not matter, failures do not rescue, stock does not hurt."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TypeVar

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.analysis.outages.reallocation import Reallocation
from graphsvc.domain.tables import ChainTables, arrow_table
from tests.oracles.plain_chain import PlainChain, fake_code, tables
from tests.properties.engine import TOLERANCE, Engine, close, examples, relabelled
from tests.properties.strategies import chains, known_chains

MESSY = chains(unidentified=True, self_supply=True)
KINDS = ("firm", "group")
T = TypeVar("T")


def figures(engine: Engine, kind: str) -> dict[str, tuple[float, ...]]:
    """Impact, survival, recovery, gap, loss of every entity."""
    found = {}
    for name, at, held in engine.outages(kind):
        parts = (held.kept, held.survive.value, held.recovery.value, held.gap.value, held.loss.value)
        found[name] = tuple(float(np.nan_to_num(part[at], nan=-1.0)) for part in parts)
    return found


def same(one: dict[str, tuple[float, ...]], other: dict[str, tuple[float, ...]]) -> bool:
    """Equal figures, but for the noise of floating point."""
    return set(one) == set(other) and all(
        close(x, y) for name in one for x, y in zip(one[name], other[name], strict=True)
    )


@examples(60)
@given(MESSY, st.randoms(use_true_random=False))
def test_relabelling_changes_no_score(chain: PlainChain, rng: Random) -> None:
    firms = [fake_code(number + 1, "370100") for number in range(len(chain.firms))]
    products = [f"Q{number}" for number in range(len(chain.products))]
    rng.shuffle(firms)
    rng.shuffle(products)
    other = relabelled(chain, firms, products)
    mine, theirs = figures(Engine(chain), "firm"), figures(Engine(other), "firm")
    names = dict(zip([firm.id for firm in chain.firms], firms, strict=True))
    codes = dict(zip([product.code for product in chain.products], products, strict=True))

    def renamed(name: str) -> str:
        head, _, code = name.rpartition(":")
        return f"{head}:{codes[code]}" if head else names.get(name, name)

    assert same({renamed(name): held for name, held in mine.items()}, theirs)


@examples(60)
@given(MESSY, st.data())
def test_one_more_failure_rescues_nobody(chain: PlainChain, data: st.DataObject) -> None:
    engine = Engine(chain)
    entities, _ = engine.facts.outages.entities("firm")
    model, finals = engine.facts.ground.model, engine.facts.members.finals
    one = data.draw(st.integers(0, len(entities) - 1))
    two = data.draw(st.integers(0, len(entities) - 1))
    alone, both = entities.take([one]), entities.take([one, two])
    joint = replace(
        both,
        ids=("both",),
        ptr=np.array([0, len(both.node)]),
        cut_ptr=np.array([0, len(both.cut_source)]),
    )
    assert not (model.fallen(alone) & ~model.fallen(joint)).any()
    assert model.kept(joint, finals)[0] <= model.kept(alone, finals)[0] + TOLERANCE
    assert (model.levels(both) <= model.levels(alone) + TOLERANCE).all()


@examples(60)
@given(MESSY, st.sampled_from([0.25, 1.0, 10.0]))
def test_more_stock_never_shortens_survival(chain: PlainChain, more: float) -> None:
    fuller = replace(chain, supplies=tuple(replace(row, stock=(row.stock or 15.0) + more) for row in chain.supplies))
    filled = replace(
        chain, supplies=tuple(replace(row, stock=15.0 if row.stock is None else row.stock) for row in chain.supplies)
    )
    for kind in KINDS:
        before, after = figures(Engine(filled), kind), figures(Engine(fuller), kind)
        for name in before:
            (_, survives, *_, loss), (_, longer, *_, less) = before[name], after[name]
            assert longer == -1.0 or (survives != -1.0 and longer >= survives), name
            assert less <= loss + TOLERANCE, name


@examples(60)
@given(MESSY)
def test_outputs_are_shares_of_base(chain: PlainChain) -> None:
    engine = Engine(chain)
    for name in engine.entity_ids("group"):
        levels = engine.levels("group", name).values()
        assert all(0.0 <= level <= 1.0 for level in levels)
        curve, _, least = engine.play("group", name, 30.0)
        assert all(-TOLERANCE <= y <= 1.0 + TOLERANCE for y in curve)
        assert all(0.0 <= low <= 1.0 for low in least.values())


@examples(60)
@given(known_chains())
def test_planning_helps_and_never_ships_beyond_base(chain: PlainChain) -> None:
    engine = Engine(chain)
    program = Reallocation(engine.facts.ground.model, engine.facts.members.finals)
    entities, _ = engine.facts.outages.entities("group")
    kept = engine.kept("group")
    for position, name in enumerate(entities.ids):
        best = program.kept(entities, position)
        assert best is not None
        assert kept[name] <= best + 1e-7 <= 1.0 + 2e-7, name


@examples(60)
@given(MESSY, st.sampled_from([0.001, 3.0, 1000.0]))
def test_units_do_not_matter(chain: PlainChain, factor: float) -> None:
    def times(value: float | None) -> float | None:
        return None if value is None else value * factor

    scaled = replace(
        chain,
        capacities=tuple(
            replace(c, design=times(c.design), effective=times(c.effective), output=times(c.output))
            for c in chain.capacities
        ),
        supplies=tuple(replace(row, qty=times(row.qty)) for row in chain.supplies),
    )
    is_told = all(c.output or c.effective or c.design for c in chain.capacities if c.product in chain.finals)
    if is_told:  # an unknown output stands in as 1, whatever the unit
        assert same(figures(Engine(chain), "group"), figures(Engine(scaled), "group"))


@examples(60)
@given(MESSY, st.randoms(use_true_random=False))
def test_order_of_rows_is_no_content(chain: PlainChain, rng: Random) -> None:
    rows = tables(chain)
    shuffled = {name: rng.sample(table, len(table)) for name, table in rows.items()}
    one, other = (ChainTables({n: arrow_table(n, t) for n, t in held.items()}) for held in (rows, shuffled))
    assert dict(one.digests) == dict(other.digests)
    mixed = replace(
        chain,
        products=_mixed(chain.products, rng),
        inputs=_mixed(chain.inputs, rng),
        firms=_mixed(chain.firms, rng),
        capacities=_mixed(chain.capacities, rng),
        supplies=_mixed(chain.supplies, rng),
    )
    mine, theirs = Engine(chain), Engine(mixed)
    assert same(figures(mine, "group"), figures(theirs, "group"))
    for name in ("single-sources", "hidden-sources", "missing-links", "weak-links"):
        assert mine.ask(name)[0] == theirs.ask(name)[0], name


def _mixed(rows: tuple[T, ...], rng: Random) -> tuple[T, ...]:
    return tuple(rng.sample(rows, len(rows)))
