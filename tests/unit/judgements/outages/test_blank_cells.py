"""Which cells are blank and what each is taken for: sites of one maker, shares beside suppliers of no one name."""

from __future__ import annotations

import numpy as np
import pytest

from graphsvc.analysis.outages.narrowing import Losses
from graphsvc.judgements.outages.blank_cells import BlankCell, blank_cells
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

F, S, T = (fake_code(8700 + i) for i in range(3))


def chain_of(
    capacities: tuple[PlainCapacity, ...], supplies: tuple[PlainSupply, ...] = (), *, needs_part: bool = True
) -> PlainChain:
    """F makes P0, of P1 where it needs that."""
    return PlainChain(
        products=(PlainProduct("P0", nature="终端产品"), PlainProduct("P1")),
        inputs=(PlainInput("P0", "P1", 1.0),) if needs_part else (),
        firms=tuple(PlainFirm(code, "370100") for code in (F, S, T)),
        capacities=capacities,
        supplies=supplies,
        finals=("P0",),
    )


def looked_at(chain: PlainChain) -> tuple[Engine, Losses, list[BlankCell]]:
    """The losses of all control groups, and the cells that touch them."""
    engine = Engine(chain)
    facts = engine.facts
    who, natures = facts.members, facts.ground.natures
    losses = Losses(facts.ground.model, facts.outages.entities("group")[0], who.finals, natures, who.upstream, HORIZON)
    return engine, losses, blank_cells(facts, losses, losses.widths())


@pytest.mark.parametrize(("other", "width", "told"), [(None, 60.0, 30.0), (60, 30.0, 0.0), (10, 60.0, 0.0)])
def test_sites_of_one_maker(other: int | None, width: float, told: float) -> None:
    """The default of a final product is 60 d, from 30 d to 120 d, of which 90 d count. A maker is back with its slowest
    site: one told as 60 d leaves the other between 60 d and 120 d."""
    sites = (
        PlainCapacity(F, "P0", 5.0, 5.0, 5.0, None, site="一", site_region="370100"),
        PlainCapacity(F, "P0", 5.0, 5.0, 5.0, other, site="二", site_region="370200"),
    )
    engine, losses, cells = looked_at(chain_of(sites, needs_part=False))
    assert losses.widths().tolist() == pytest.approx([width])
    assert len(cells) == (2 if other is None else 1)
    for cell in cells:
        assert (cell.table, cell.field) == ("capacities", "ttr_days")
        assert losses.widths(cell.told(engine.facts.network)).tolist() == pytest.approx([told])


@pytest.mark.parametrize(("rest", "share"), [(0.1, 0.4), (None, 0.25)])
def test_shares_beside_what_is_no_one_firm(rest: float | None, share: float) -> None:
    """S brings half. Where the others are told to bring a tenth T is taken for 40 %, where nobody tells for half of the
    rest; the others themselves are nobody to be asked about."""
    supplies = (
        PlainSupply(S, F, "P1", share=0.5, stock=0.0),
        PlainSupply(T, F, "P1", stock=0.0),
        PlainSupply("ext:other:P1", F, "P1", share=rest, stock=0.0),
    )
    makers = tuple(PlainCapacity(f, p, 9.0, 9.0, 9.0, 30) for f, p in ((F, "P0"), (S, "P1"), (T, "P1")))
    engine, _, cells = looked_at(chain_of(makers, supplies))
    (cell,) = cells
    assert (cell.table, cell.position, cell.field) == ("supplies", 1, "share_buyer")
    n = engine.facts.network
    told = cell.told(n)
    source = np.flatnonzero(n.source_row == 1)
    assert not n.source_share_known[source]
    assert told.source_share_known[source]
    assert told.source_share[source] == pytest.approx([share])
    assert told.purchase_known.max() == pytest.approx(0.5 + share)


def test_a_need_without_a_row_has_no_cell() -> None:
    """S, which makes P1, is in no row of list 07: where F gets it from is not a cell of a row."""
    chain = chain_of(tuple(PlainCapacity(f, p, 9.0, 9.0, 9.0, 30) for f, p in ((F, "P0"), (S, "P1"))))
    assert looked_at(chain)[2] == []
