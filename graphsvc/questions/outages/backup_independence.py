"""backup-independence: what a reserve, or a firm that might step in, shares with what it backs up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.analysis.common_causes import CommonCause
from graphsvc.domain.columns import columns
from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.judgements.gaps.standing_by import WORTH, reserve_help, worth_of
from graphsvc.judgements.objects import find_firm, find_product_here, unknown_object
from graphsvc.judgements.outages.independence import Independence, Independences, Standby
from graphsvc.judgements.proof import path_proof
from graphsvc.judgements.trace import Ref, capacity_refs, firm_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question, horizon

FIELDS = ("share",)


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``backup-independence`` is asked with.

    A firm with a product is judged as if it were their backup; a firm alone by the reserves that it holds.
    """

    reserve_no: str | None = parameter("text")
    firm: str | None = parameter("text")
    product: str | None = parameter("text")
    entity: tuple[str, ...] = parameter(
        "list", ("firm", "group", "park", "region", "country", "corridor"), allowed=ENTITY_TYPES
    )
    max_depth: int = parameter("integer", 6, "trade steps", minimum=2, maximum=12)
    horizon_days: float = horizon()


COLUMNS = columns(
    "backup-independence",
    "chain_code", "reserve_no", "instrument", "product_code", "product_name", "holder_id", "name", "is_supplier",
    "is_independent", "entity_type", "shared_entity", "entity_name", "common_cause", "depth", "path", "shared_with",
    "source_path", "note", "missing_lists", *WORTH,
)  # fmt: skip


def _run(facts: Facts, asked: Parameters) -> Result:
    """One row per cause that a reserve shares with a main supplier; one row for each reserve that shares none."""
    standbys = _standbys(facts, asked)
    judge = Independences(facts, asked.entity, asked.max_depth)
    verdicts = [judge.judge(standby) for standby in standbys]
    worth = _worth(facts, standbys, asked.horizon_days)
    found = [
        _finding(facts, judge, verdict, cause, own)
        for verdict, own in zip(verdicts, worth, strict=True)
        for cause in (verdict.causes or (None,))
    ]
    told = [verdict.verdict for verdict in verdicts]
    listed = facts.snapshot.tables.rows("reserves")
    summary = {
        "n_backups": len(verdicts),
        "n_independent": told.count("yes"),
        "n_dependent": told.count("no"),
        "n_unknown": told.count("unknown"),
        "note": None if verdicts or listed else "no_reserves_listed",
    }
    completeness = facts.data.completeness(FIELDS)
    notices = facts.data.waiting_notices("supplies")
    return Result(found, summary, notices, completeness, facts.data.grade(completeness))


def _standbys(facts: Facts, asked: Parameters) -> list[Standby]:
    """Who is judged: the candidate firm, else the reserves of the chain's products that were asked for, by number."""
    n, snapshot = facts.network, facts.snapshot
    holder = None if asked.firm is None else find_firm(snapshot, asked.firm)
    product = None
    if asked.product is not None:
        product = find_product_here(facts, asked.product, asked.chain)
        if product is None:
            return []
    if holder is not None and product is not None:
        return [Standby(n.product_index[product], holder)]
    rows = list(enumerate(snapshot.tables.rows("reserves")))
    if asked.reserve_no is not None and all(row["reserve_no"] != asked.reserve_no for _, row in rows):
        raise unknown_object("reserve", asked.reserve_no, [str(row["reserve_no"]) for _, row in rows])
    here = set(facts.members.product_codes)
    found = [
        Standby(n.product_index[row["product"]], n.firm_index.get(row["holder"] or "", -1), at, row)
        for at, row in rows
        if row["product"] in here
        and row["product"] in n.product_index
        and asked.reserve_no in (None, row["reserve_no"])
        and product in (None, row["product"])
        and (holder is None or n.firm_index.get(row["holder"] or "", -1) == holder)
    ]
    return sorted(found, key=lambda standby: (str(standby.values and standby.values["reserve_no"]), standby.row or 0))


def _worth(facts: Facts, standbys: Sequence[Standby], horizon_days: float) -> list[Values]:
    """What each reserve is worth; nothing is said of a candidate without a row in list 18, or of a technology."""
    helps = [None if s.values is None else reserve_help(facts, s.values) for s in standbys]
    told = iter(worth_of(facts, [h for h in helps if h is not None], horizon_days))
    none = dict.fromkeys(WORTH)
    return [none if h is None else {**next(told), "effect_cp": 0.0, "effect_ssr": 0.0} for h in helps]


def _finding(
    facts: Facts, judge: Independences, verdict: Independence, cause: CommonCause | None, worth: Values
) -> Finding:
    n, standby = facts.network, verdict.standby
    code, holder = n.product_codes[standby.product], standby.holder
    row = standby.values
    holder_id = n.firm_ids[holder] if holder >= 0 else None
    entity_id = None if cause is None else judge.entities[cause.kind].ids[cause.entity]
    path, source_path = _paths(facts, standby, cause)
    values = {
        "chain_code": facts.chain.code,
        "reserve_no": row["reserve_no"] if row else None,
        "instrument": row["instrument"] if row else None,
        "product_code": code,
        "product_name": facts.names.product(code),
        "holder_id": holder_id,
        "name": n.firm_names[holder] if holder >= 0 else None,
        "is_supplier": (holder, standby.product) in n.node_index,
        "is_independent": verdict.verdict,
        "entity_type": cause.kind if cause else None,
        "shared_entity": entity_id,
        "entity_name": facts.names.entity(cause.kind, entity_id) if cause and entity_id else None,
        "common_cause": ("disguised" if cause.is_direct else "hidden") if cause else None,
        "depth": len(path) - 1 if cause else None,
        "path": path,
        "shared_with": [n.firm_ids[n.node_firm[s]] for s in (cause.sources if cause else ())],
        "source_path": source_path,
        "note": verdict.note,
        "missing_lists": [n.firm_ids[f] for f in verdict.missing],
        **worth,
    }
    key = (facts.chain.code, str(values["reserve_no"]), str(standby.row), code, str(holder_id),
           str(values["entity_type"]), str(entity_id))  # fmt: skip
    return COLUMNS.finding(values, key, partial(_trace, facts, verdict, cause, entity_id, path, source_path))


Path = list[dict[str, str]]


def _paths(facts: Facts, standby: Standby, cause: CommonCause | None) -> tuple[Path, Path]:
    """Steps from what is shared to the backup, and to a main supplier; empty without a cause."""
    n = facts.network
    if cause is None:
        return [], []

    def steps(nodes: Sequence[int]) -> Path:
        return [
            {"firm_id": n.firm_ids[n.node_firm[v]], "product_code": n.product_codes[n.node_product[v]]} for v in nodes
        ]

    own = {"firm_id": n.firm_ids[standby.holder], "product_code": n.product_codes[standby.product]}
    return [*steps(cause.path[:-1]), own], steps(cause.source_path)


def _trace(
    facts: Facts, verdict: Independence, cause: CommonCause | None, entity_id: str | None, path: Path, source_path: Path
) -> Trace:
    """The reserve's row, the trades along both paths, and what puts holder and supplier in one hand or place."""
    n, standby = facts.network, verdict.standby
    refs: list[Ref] = []
    if standby.row is not None:
        refs.append(
            (
                "reserves",
                standby.row,
                ("product", "instrument", "holder", "reserve_region", "quantity", "activation_days", "sustain_days"),
            )
        )
    sources = cause.sources if cause else verdict.sources
    ends = [standby.holder, *(int(n.node_firm[s]) for s in sources)] if standby.holder >= 0 else []
    refs += firm_refs(facts.snapshot, [n.firm_ids[f] for f in ends])
    own = np.flatnonzero(n.node_firm == standby.holder).tolist()
    refs += [(table, row, ("park", "site", "site_region")) for table, row, _ in capacity_refs(n, [*own, *sources])]
    if cause and entity_id:
        for steps in (path, source_path):
            refs += path_proof(facts.snapshot, steps, cause.kind, entity_id)
        refs += _place_refs(facts.snapshot, cause.kind, entity_id)
    else:
        refs += supply_refs(n, np.unique(n.source_purchase[np.isin(n.source_node, sources)]).tolist())
    missing = [{"table": "supplies", "firm_id": n.firm_ids[f], "field": "supplier"} for f in verdict.missing]
    if standby.holder < 0:
        missing.append({"table": "reserves", "field": "holder"})
    return unique(refs, missing, path)


def _place_refs(snapshot: GraphSnapshot, kind: str, entity_id: str) -> list[Ref]:
    """Rows that name a park, or the trade that goes through a corridor."""
    if kind == "park":
        rows = enumerate(snapshot.tables.rows("parks"))
        return [("parks", i, ("park_code", "name")) for i, row in rows if row["park_code"] == entity_id]
    if kind == "corridor":
        names = snapshot.tables["supplies"]["corridor"].to_pylist()
        return [("supplies", i, ("corridor",)) for i, name in enumerate(names) if name == entity_id]
    return []


QUESTION = Question(
    name="backup-independence",
    asks="备份是否与主供同源？共同卡在哪个对象上？",
    asks_en="Is a backup independent of what it backs up, and if not, what do both hang on?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_run),
    brief=("reserve_no", "product_name", "name", "is_independent", "entity_type", "entity_name", "note"),
)
