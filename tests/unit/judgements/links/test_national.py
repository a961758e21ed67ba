"""A chain in the words of the national lists, and its dependence on imports, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.judgements.links.imports import import_dependence
from graphsvc.judgements.links.national import National, national, national_refs
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

MAKER, OTHER = fake_code(1, "370100"), fake_code(2, "370100")


def facts_of(told: dict[str, dict[str, Any]], prices: tuple[float | None, float | None] = (2.0, 6.0)) -> Facts:
    """MAKER makes P0 of 10 P1, all from abroad, and 10 P2, from OTHER here; ``told``: more of products by code."""
    chain = PlainChain(
        products=(
            PlainProduct("P0", nature="终端产品"), PlainProduct("P1", price=prices[0]),
            PlainProduct("P2", price=prices[1]),
        ),
        inputs=(PlainInput("P0", "P1", 1.0), PlainInput("P0", "P2", 1.0)),
        firms=(PlainFirm(MAKER, "370100"), PlainFirm(OTHER, "370100")),
        capacities=(PlainCapacity(MAKER, "P0", output=10.0), PlainCapacity(OTHER, "P2", output=10.0)),
        supplies=(
            PlainSupply("ext:DE:P1", MAKER, "P1", qty=10.0, origin="DE"), PlainSupply(OTHER, MAKER, "P2", qty=10.0),
        ),
        finals=("P0",),
        complete=frozenset({"06", "07"}),
    )  # fmt: skip
    rows = tables(chain)
    for row in rows["products"]:
        row |= told.get(row["product_code"], {})
    where = {k: rows["products"][0][k] for k in ("slot_chain", "slot_region", "source_file", "as_of")}
    rows["risks"] = [
        {**where, "risk_no": f"R{i}", "product": p, "alternative": a}
        for i, (p, a) in enumerate((("P1", "无"), ("P1", "无"), ("P2", "在研"), ("P9", "无")))
    ]
    snapshot = GraphSnapshot("plain", "sha256:plain", ChainTables({n: arrow_table(n, t) for n, t in rows.items()}))
    space = Workspace(snapshot)
    return space.facts(space.scope(CHAIN_CODE))


def test_bases_states_and_alternatives() -> None:
    """Of P1 list 03 tells the state, whatever its 国产化率; of P2 0.3, which is partly constrained (0.2 to 0.6)."""
    facts = facts_of({
        "P1": {"base_category": "基础材料", "domestic_status": "严重受制", "localization": 0.95},
        "P2": {"base_category": "无", "domestic_status": "未知", "localization": 0.3},
    })  # fmt: skip
    assert national(facts, {"P1", "P2"}) == National(1, 1, 1, 1, 1, 1)
    assert national(facts, {"P2"}).n_five_bases_gaps == 0
    named = {(table, row) for table, row, _ in national_refs(facts)}
    assert {table for table, _ in named} == {"products", "risks"}
    assert len(named) == 4, "two products, and the two rows of list 17 about P1"


@pytest.mark.parametrize(
    ("value", "lower", "upper", "counted"),
    [
        (0.9, None, None, (0, 0, 2)), (0.6, None, None, (0, 0, 2)), (0.59, None, None, (1, 0, 2)),
        (0.2, None, None, (1, 0, 2)), (0.19, None, None, (0, 1, 2)), (None, None, None, (0, 0, 3)),
        (0.25, 0.21, 0.3, (1, 0, 2)), (0.2, 0.1, 0.3, (0, 0, 3)),
    ],
)  # fmt: skip
def test_state_by_degree_of_localization(
    value: float | None, lower: float | None, upper: float | None, counted: tuple[int, int, int]
) -> None:
    """90, 60 and 20 % are the lines; a range across one of them leaves it open. The two others tell nothing."""
    told = {"localization": value, "localization_lower": lower, "localization_upper": upper}
    found = national(facts_of({"P1": told}), ())
    assert (found.n_partly_constrained, found.n_severely_constrained, found.n_status_unknown) == counted


def test_imports_by_value() -> None:
    """10 x 2 of 10 x 2 + 10 x 6 yuan come from abroad."""
    assert import_dependence(facts_of({})) == pytest.approx((0.25, 0.25, 0.25))


def test_imports_without_a_price() -> None:
    """One of two products, whose weights are not known: anything from none to all."""
    assert import_dependence(facts_of({}, (None, 6.0))) == (0.5, 0.0, 1.0)
