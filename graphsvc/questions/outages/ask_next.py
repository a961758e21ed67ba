"""ask-next: which blank cells, once filled in, would narrow the losses of the worst failures most, and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.analysis.outages.narrowing import Losses
from graphsvc.domain.columns import columns
from graphsvc.domain.labels import Label
from graphsvc.domain.reference import region_name
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.sentences import Said
from graphsvc.domain.values import Values
from graphsvc.judgements.outages.blank_cells import BlankCell, blank_cells
from graphsvc.judgements.outages.choke import FIELDS
from graphsvc.judgements.trace import firm_refs, product_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question, horizon

KIND, WORST = "group", 10
"""The failures looked at: so many control groups, those that may lose most."""
MOST_CELLS = 100
"""So many cells are tried, those first that stand in the way of the widest losses."""
REPLY_UNITS = {"stock": "天", "ttr_days": "天", "share_buyer": "%"}
"""What an answer is given in, by column of the lists."""
TOP = Label("最多几行", "at most this many rows", None)


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``ask-next`` is asked with."""

    top: int = parameter("integer", 20, "rows", minimum=1, maximum=MOST_CELLS, label=TOP)
    horizon_days: float = horizon()


COLUMNS = columns(
    "ask-next",
    "chain_code", "table", "row_key", "source_file", "source_sheet", "source_row", "field", "firm_id", "name",
    "product_code", "product_name", "question", "reply_unit", "office", "effect",
)  # fmt: skip


def run(facts: Facts, asked: Parameters) -> Result:
    """The cells with an effect, largest first.

    ``effect`` [days of full output]: upper less lower end of ``loss_days``, added up over the ten control groups with
    the largest upper end, before less after the cell is told as its headline value: a stock of 15 d, a recovery time
    by the nature of the product, an equal part of what no row of the purchase tells of its shares. Every cell is worked
    out by itself, and the ten are the same before and after.
    """
    completeness = facts.data.completeness(FIELDS)
    grade = facts.data.grade(completeness)
    notices = facts.members.final_notices
    if not len(facts.members.finals.node):
        return Result([], _summary(0, 0, 0.0, 0), notices, completeness, grade)
    losses = _worst(facts, asked.horizon_days)
    widths = losses.widths()
    cells = blank_cells(facts, losses, widths)
    tried = cells[:MOST_CELLS]
    before = float(widths.sum())
    effects = [before - float(losses.widths(cell.told(facts.network)).sum()) for cell in tried]
    found = [(cell, effect) for cell, effect in zip(tried, effects, strict=True) if effect > 1e-9]
    found.sort(key=lambda each: (-round(each[1], 9), each[0].order))
    findings = [_finding(facts, cell, effect) for cell, effect in found[: asked.top]]
    truncated = Said("cells_cut", {"most": MOST_CELLS, "of": len(cells)}) if len(cells) > MOST_CELLS else None
    summary = _summary(len(cells), len(tried), before, len(found))
    return Result(findings, summary, notices, completeness, grade, truncated)


def _summary(n_cells: int, n_tried: int, width: float, n_narrowing: int) -> Values:
    return {
        "n_cells": n_cells,
        "n_tried": n_tried,
        "n_narrowing": n_narrowing,
        "loss_width": known(width),
        "truncated": n_tried < n_cells,
    }


def _worst(facts: Facts, horizon_days: float) -> Losses:
    """The losses of those that may lose most, of equals those whose headline loses most."""
    entities, _ = facts.outages.entities(KIND)
    loss = facts.outages.figures(KIND, horizon_days).loss
    worst = np.lexsort((np.arange(len(entities)), -np.round(loss.value, 9), -np.round(loss.upper, 9)))[:WORST]
    ground, who = facts.ground, facts.members
    return Losses(ground.model, entities.take(worst), who.finals, ground.natures, who.upstream, horizon_days)


def _finding(facts: Facts, cell: BlankCell, effect: float) -> Finding:
    n = facts.network
    firm_id, code = n.firm_ids[cell.firm], n.product_codes[cell.product]
    (row,) = facts.snapshot.tables.each(cell.table, [cell.position])
    place = f"{row['source_file']} · {row['source_sheet']} · {row['source_row']}"
    about: dict[str, object] = {"firm": n.firm_names[cell.firm], "product": facts.names.product(code)}
    if cell.field == "share_buyer":
        supplier = str(row["supplier"])
        about["supplier"] = n.firm_names[n.firm_index[supplier]]
    values = {
        "chain_code": facts.chain.code,
        "table": cell.table,
        "row_key": place,
        **{name: row[name] for name in ("source_file", "source_sheet", "source_row")},
        "field": cell.field,
        "firm_id": firm_id,
        "name": n.firm_names[cell.firm],
        "product_code": code,
        "product_name": facts.names.product(code),
        "question": Said(f"ask_{cell.field}", about),
        "reply_unit": REPLY_UNITS[cell.field],
        "office": _office(facts, row),
        "effect": known(effect),
    }
    key = (facts.chain.code, cell.table, place, cell.field)
    return COLUMNS.finding(values, key, partial(_trace, facts, cell, firm_id, code))


def _office(facts: Facts, row: Values) -> str:
    """Who compiles the lists the row came in with, their chain and region."""
    chain, region = row["slot_chain"], row["slot_region"] or ""
    compiled_by = next(
        (
            slot["compiled_by"]
            for slot in facts.snapshot.tables.rows("submissions")
            if slot["slot_chain"] == chain and (slot["slot_region"] or "") == region
        ),
        None,
    )
    return " · ".join(part for part in (compiled_by, chain, region_name(region) or region) if part)


def _trace(facts: Facts, cell: BlankCell, firm_id: str, code: str) -> Trace:
    refs = [(cell.table, cell.position, (cell.field,))]
    missing = [{"table": cell.table, "firm_id": firm_id, "product_code": code, "field": cell.field}]
    return unique(refs + firm_refs(facts.snapshot, [firm_id]) + product_refs(facts.snapshot, [code]), missing)


QUESTION = Question(
    name="ask-next",
    asks="下一步最该补哪几格数据？补上后卡点损失的上下界收窄多少，由哪个单位填？",
    asks_en="Which blank cells to ask for next: how much would each narrow the worst losses, and who fills it in?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(run),
    brief=("question", "office", "effect", "row_key"),
)
