"""The rows behind a gap, the most telling first: who declared the list, who buys, who makes, what other lists say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from graphsvc.domain.dictionary import sheet_of
from graphsvc.domain.results import Trace
from graphsvc.domain.sentences import Code, Joined, Said, Wording
from graphsvc.domain.values import Values
from graphsvc.judgements.facts.data_state import DataState
from graphsvc.judgements.gaps.candidates import Candidate
from graphsvc.judgements.gaps.risks import Risk
from graphsvc.judgements.gaps.trade import Need, firm_words
from graphsvc.judgements.trace import (
    Ref,
    capacity_refs,
    declaring_refs,
    firm_refs,
    input_refs,
    not_declared,
    product_refs,
    supply_refs,
    unique,
)
from graphsvc.judgements.workspace import Facts

SHOWN = 30
"""Places that a row of the list carries; the evidence id opens all of them."""


def proof_refs(
    facts: Facts, code: str, needs: Sequence[Need], risk: Risk, candidates: Iterable[Candidate], more: Iterable[Ref]
) -> list[Ref]:
    """Rows that hold what a gap row says, each once."""
    n, p = facts.network, facts.network.product_index[code]
    own = np.flatnonzero((n.node_product == p) & facts.members.makers_here).tolist()
    users = [need.node for need in needs if need.node >= 0]
    firms = [*(need.firm for need in needs), *(int(n.node_firm[v]) for v in own)]
    firms += [int(n.node_firm[v]) for v in risk.nodes] if risk.gap > 0 else []
    refs = declaring_refs(facts, "06", code) if not own else []
    refs += supply_refs(n, [q for need in needs for q in need.purchases]) + capacity_refs(n, own)
    refs += product_refs(facts.snapshot, [code]) + input_refs(facts, p) + capacity_refs(n, users)
    refs += capacity_refs(n, risk.nodes if risk.gap > 0 else ())
    for candidate in candidates:
        columns = ("name", "products", "standing", "contact_stage", "capacity")
        refs += capacity_refs(n, candidate.nodes) + [("targets", row, columns) for row in candidate.rows]
        firms += [int(n.node_firm[v]) for v in candidate.nodes]
    refs += [*more, *firm_refs(facts.snapshot, dict.fromkeys(n.firm_ids[f] for f in firms))]
    return list({(table, row): (table, row, columns) for table, row, columns in reversed(refs)}.values())[::-1]


def gap_trace(data: DataState, code: str, refs: Sequence[Ref]) -> Trace:
    """The rows behind a gap row, and what is missing where list 06 is not declared complete."""
    return unique(refs, [] if data.list_is_complete("06", code) else [not_declared("06", code)])


def places(facts: Facts, refs: Sequence[Ref]) -> list[dict[str, object]]:
    """Where the first of these rows stand and whom they are about: ``source_file, source_sheet, source_row, says``."""
    found: dict[tuple[object, ...], dict[str, object]] = {}
    for table, row, _ in refs:
        if len(found) >= SHOWN:
            break
        values = facts.snapshot.tables[table].slice(row, 1).to_pylist()[0]
        place = (values["source_file"], values["source_sheet"], values["source_row"])
        found.setdefault(
            place,
            {
                "source_file": place[0],
                "source_sheet": place[1] or sheet_of(table).name,
                "source_row": place[2],
                "says": says(facts, table, values),
            },
        )
    return list(found.values())


def says(facts: Facts, table: str, row: Values) -> Joined | None:
    """Whom and what a row is about, under the names people use."""
    names = {
        "supplies": ("supplier", "buyer", "product"),
        "capacities": ("firm", "site", "product"),
        "product_inputs": ("from_product", "to_product"),
        "submissions": ("complete_lists",),
        "products": ("product_name", "product_code"),
        "technologies": ("tech_name",),
        "shortfalls": ("product_code", "stage_code", "type"),
    }.get(table, ("name",))
    told = [_named(facts, name, row.get(name)) for name in names]
    if table == "supplies":
        told = [Joined(tuple(t for t in told[:2] if t), " → "), told[2]]
    parts = tuple(t for t in told if t)
    return Joined(parts, " → " if table == "product_inputs" else " · ") if parts else None


def _named(facts: Facts, name: str, value: object) -> str | Wording:
    if name in ("supplier", "buyer", "firm") and isinstance(value, str):
        return firm_words(facts.network, value)
    if name in ("product", "from_product", "to_product", "product_code") and str(value) in facts.snapshot.products:
        return facts.names.product(str(value))
    if isinstance(value, list):
        return Said("declared_complete", {"lists": tuple(value)})
    if name == "type" and isinstance(value, str):
        return Code("declared", value)
    return "" if value is None else str(value)
