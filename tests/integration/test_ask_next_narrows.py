"""The first three cells of ``ask-next`` against a hundred random threes of blank cells, on the sample chains."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import reduce

import numpy as np
import pytest

from graphsvc.analysis.outages.narrowing import Losses
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables, arrow_table
from graphsvc.domain.values import Values
from graphsvc.judgements.outages.blank_cells import BlankCell, blank_cells
from graphsvc.judgements.workspace import Facts, Workspace
from graphsvc.usecases.ask import Analyst

HORIZON, WORST, THREES = 90.0, 10, 100
SOAKED = bool(os.environ.get("GRAPHSVC_HYPOTHESIS_PROFILE"))
CHAINS = ("SD-C01", "SD-C02", "SD-C03") if SOAKED else ("SD-C03",)
DEFAULT_DAYS = {"原材料": 60.0, "元器件": 90.0, "零部件": 60.0, "中间产品": 60.0, "终端产品": 60.0, "装备": 180.0,
                "软件": 365.0, "服务": 30.0}  # fmt: skip


def ten_widest(facts: Facts) -> Losses:
    """The control groups that may lose most."""
    entities, _ = facts.outages.entities("group")
    loss = facts.outages.figures("group", HORIZON).loss
    worst = np.lexsort((np.arange(len(entities)), -np.round(loss.value, 9), -np.round(loss.upper, 9)))[:WORST]
    return losses_of(facts, worst)


def losses_of(facts: Facts, chosen: Iterable[int]) -> Losses:
    entities, _ = facts.outages.entities("group")
    who, ground = facts.members, facts.ground
    return Losses(ground.model, entities.take([*chosen]), who.finals, ground.natures, who.upstream, HORIZON)


def narrowed(facts: Facts, losses: Losses, cells: Iterable[BlankCell]) -> float:
    """How much nearer the ends of the ten come with these cells told [d]."""
    told = reduce(lambda network, cell: cell.told(network), cells, facts.network)
    return float(losses.widths().sum() - losses.widths(told).sum())


@pytest.mark.slow  # a hundred times ten outages with their ends; all three chains in a soak
@pytest.mark.parametrize("chain", CHAINS)
def test_the_first_three_narrow_more_than_random_threes(samples: Analyst, chain: str) -> None:
    space = samples.workspace()
    facts = space.facts(space.scope(chain))
    losses = ten_widest(facts)
    everyone = losses_of(facts, range(len(facts.outages.entities("group")[0])))
    cells = blank_cells(facts, everyone, np.ones(len(everyone.entities)))
    by_place = {(cell.table, cell.position, cell.field): cell for cell in cells}
    first = asked_first(samples, facts, chain)
    best = narrowed(facts, losses, [by_place[place] for place in first])
    rng = np.random.default_rng(18)
    threes = [rng.choice(len(cells), 3, replace=False) for _ in range(THREES)]
    random = [narrowed(facts, losses, [cells[i] for i in three]) for three in threes]
    assert best > max(random)
    near = [cell for cell in cells if cell.order in {c.order for c in blank_cells(facts, losses, losses.widths())}]
    for _ in range(THREES if len(near) > 3 else 0):  # of those alone that bear on the ten
        chosen = [near[i] for i in rng.choice(len(near), 3, replace=False)]
        assert narrowed(facts, losses, chosen) <= best + 1e-9


def asked_first(samples: Analyst, facts: Facts, chain: str) -> list[tuple[str, int, str]]:
    """Table, row and column of the first cells of the answer, found in the tables by file, sheet and row."""
    answer = samples.ask("ask-next", {"chain": chain, "top": 3})
    found = []
    for finding in answer.findings:
        row = finding.values
        place = tuple(row[name] for name in ("source_file", "source_sheet", "source_row"))
        rows = facts.snapshot.tables.rows(
            row["table"],
        )
        at = next(
            i for i, r in enumerate(rows) if tuple(r[n] for n in ("source_file", "source_sheet", "source_row")) == place
        )
        found.append((row["table"], at, row["field"]))
    return found


@pytest.mark.slow  # the network of three chains is built anew
def test_the_first_three_written_into_the_lists(samples: Analyst) -> None:
    """The cells filled in in the tables narrow what they narrow when they are told one at a time to the network."""
    space, chain = samples.workspace(), CHAINS[-1]
    facts = space.facts(space.scope(chain))
    losses = ten_widest(facts)
    first = asked_first(samples, facts, chain)
    tables = facts.snapshot.tables
    told = {name: tables[name] for name in tables.names()}
    for table in {table for table, _, _ in first}:
        rows = list(tables.rows(table))
        for name, at, field in first:
            if name == table:
                rows[at] = {**rows[at], field: headline(facts, table, rows[at], field)}
        told[table] = arrow_table(table, rows)
    full = Workspace(GraphSnapshot("told", "sha256:told", ChainTables(told)))
    after = losses_in(full.facts(full.scope(chain)), losses.entities.ids)
    everyone = losses_of(facts, range(len(facts.outages.entities("group")[0])))
    cells = {c.order: c for c in blank_cells(facts, everyone, np.ones(len(everyone.entities)))}
    expected = losses.widths().sum() - after
    assert narrowed(facts, losses, [cells[place] for place in first]) == pytest.approx(expected, abs=1e-6)
    assert expected > 0


def losses_in(facts: Facts, ids: tuple[str, ...]) -> float:
    entities, _ = facts.outages.entities("group")
    return float(losses_of(facts, [entities.ids.index(each) for each in ids]).widths().sum())


def headline(facts: Facts, table: str, row: Values, field: str) -> float:
    if table == "supplies":
        assert field == "stock"
        return 15.0
    natures = {r["product_code"]: str(r["nature"]) for r in facts.snapshot.tables.rows("products")}
    return DEFAULT_DAYS[natures[row["product"]]]
