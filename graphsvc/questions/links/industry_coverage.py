"""industry-coverage: which industry classes of GB/T 4754 the region has a firm in, and which it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from graphsvc.analysis.links.local_figures import buyers_in, buyers_maybe_in
from graphsvc.analysis.links.waiting import unique as unique_rows
from graphsvc.domain.columns import columns
from graphsvc.domain.pending import Waiting
from graphsvc.domain.reference import industrial_codes, industry_limit
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.values import Values
from graphsvc.judgements.figures import Row
from graphsvc.judgements.trace import Ref, firm_refs, not_declared, unique, waiting_refs
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question, Twin

DIGITS = {"division": 2, "group": 3, "class": 4}


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``industry-coverage`` is asked with."""

    level: str = parameter("enum", "division", allowed=("division", "group", "class"))
    firm_set: str = parameter("enum", "above_scale", allowed=("above_scale", "all"))
    code_rule: str = parameter("enum", "primary", allowed=("primary", "any"))


COLUMNS = columns(
    "industry-coverage",
    "chain_code", "level", "code", "name", "covered", "n_firms", "n_firms_maybe", "n_pending", "restriction",
    "restriction_note",
)  # fmt: skip


@dataclass
class Coverage:
    """Firms by code at one level: ``sure`` counts, ``maybe`` where scale, place or a short code leaves it open.

    ``coarse``: codes too short for the level, once per firm. ``uncoded``: firms without any code. ``known_cells`` of
    ``cells``: codes (and scales, where they are asked) that are filled in.
    """

    sure: Counter[str] = field(default_factory=Counter)
    maybe: Counter[str] = field(default_factory=Counter)
    coarse: list[str] = field(default_factory=list)
    firms: dict[str, list[str]] = field(default_factory=dict)
    uncoded: int = 0
    n_firms: int = 0
    known_cells: int = 0
    cells: int = 0


def coverage(facts: Facts, level: str, firm_set: str, code_rule: str) -> Coverage:
    """Count the active firms of the chain's lists and the makers of its map, in the region, by industry code."""
    n, size = facts.network, DIGITS[level]
    here, maybe_here = buyers_in(n, facts.scope.region), buyers_maybe_in(n, facts.scope.region)
    found = Coverage()
    for firm in _chain_firms(facts):
        row = facts.snapshot.firms.get(n.firm_ids[firm])
        if row is None or not (here[firm] or maybe_here[firm]):
            continue
        scale = True if firm_set == "all" else row["above_scale"]
        codes = [row["gb4754"], *((row["gb4754_more"] or ()) if code_rule == "any" else ())]
        told = sorted({c for c in codes if c})
        found.cells += 1 if firm_set == "all" else 2
        found.known_cells += bool(told) + (firm_set != "all" and scale is not None)
        if scale is False:
            continue
        found.n_firms += 1
        found.uncoded += not told
        found.coarse += [c for c in told if len(c) < size]
        for code in sorted({c[:size] for c in told if len(c) >= size}):
            is_sure = bool(scale and here[firm])
            (found.sure if is_sure else found.maybe)[code] += 1
            found.firms.setdefault(code, []).append(n.firm_ids[firm])
    return found


def _chain_firms(facts: Facts) -> list[int]:
    """Firms that the chain's list 05 names, and makers of any product of its map, by position."""
    n, firms = facts.network, facts.snapshot.tables["firms"]
    listed = np.zeros(n.n_firms, np.bool_)
    pairs = zip(firms["firm_id"].to_pylist(), firms["slot_chain"].to_pylist(), strict=True)
    named = [firm_id for firm_id, chain in pairs if chain == facts.chain.code]
    named += [row["firm_id"] for row in facts.snapshot.reports.elsewhere("firms", facts.chain.code)]
    listed[[n.firm_index[firm_id] for firm_id in named]] = True
    listed[n.node_firm[facts.members.makers & n.node_has_capacity]] = True
    found: list[int] = np.flatnonzero(listed & n.firm_active).tolist()
    return found


def rows(facts: Facts, asked: Parameters) -> list[Row]:
    """One row per industry code of the level, as the query of the graph database returns them.

    Names with a leading underscore are no columns: firms with the code, and what is counted of all firms together.
    """
    level = asked.level
    found = coverage(facts, level, asked.firm_set, asked.code_rule)
    complete = facts.data.is_declared("05")
    waiting = firms_waiting(facts)
    found.cells += len(waiting) * (1 if asked.firm_set == "all" else 2)
    totals = {
        "_n_firms": found.n_firms,
        "_n_uncoded": found.uncoded,
        "_n_coarse": len(found.coarse),
        "_n_cells": found.cells,
        "_n_known_cells": found.known_cells,
        "_is_declared": complete,
        "n_pending": len(waiting),
    }
    return [
        {
            "chain_code": facts.chain.code,
            "level": level,
            "code": code,
            "name": name,
            "covered": _covered(found, code, complete and not waiting),
            "n_firms": found.sure[code],
            "n_firms_maybe": found.maybe[code],
            "_firms": found.firms.get(code, []),
            **totals,
        }
        for code, name in industrial_codes(level).items()
    ]


def firms_waiting(facts: Facts) -> tuple[Waiting, ...]:
    """Rows that wait and may be a firm here that counts: of list 05, and of makers of the map that it does not name."""
    waiting = facts.data.waiting
    if not waiting:
        return ()
    counted = {facts.network.firm_ids[firm] for firm in _chain_firms(facts)}
    makers = (row for code in facts.members.product_codes for row in waiting.makers(code))
    strange = (row for row in makers if row.firms is None or not row.firms <= counted)
    return unique_rows((*waiting.firms(), *strange))


def _covered(found: Coverage, code: str, complete: bool) -> str:
    is_open = bool(found.maybe[code] or found.uncoded or any(code.startswith(c) for c in found.coarse))
    return "yes" if found.sure[code] else "no" if complete and not is_open else "unknown"


def _result(facts: Facts, asked: Parameters, found: Sequence[Row]) -> Result:
    totals = found[0]
    by_word = Counter(row["covered"] for row in found)
    yes, open_, n_total = by_word["yes"], by_word["unknown"], len(found)
    maybe_only = sum(row["n_firms_maybe"] > 0 and row["n_firms"] == 0 for row in found)
    could = maybe_only + totals["_n_coarse"] + totals["_n_uncoded"]
    most = yes + (min(open_, could) if totals["_is_declared"] and not totals["n_pending"] else open_)
    summary = {
        "n_covered": yes,
        "n_total": n_total,
        "rate": known(yes / n_total),
        "rate_lower": known(yes / n_total),
        "rate_upper": known(most / n_total),
        "n_missing": by_word["no"],
        "n_unknown": open_,
        "missing": [{"code": row["code"], "name": row["name"]} for row in found if row["covered"] == "no"],
        "n_firms": totals["_n_firms"],
        "n_firms_without_code": totals["_n_uncoded"],
        "list_05_declared_complete": totals["_is_declared"],
        "n_pending": totals["n_pending"],
    }
    completeness = totals["_n_known_cells"] / totals["_n_cells"] if totals["_n_cells"] else None
    findings = [_finding(facts, row) for row in found]
    notices = facts.data.waiting_notices("firms", "capacities")
    return Result(findings, summary, notices, completeness, facts.data.grade(completeness))


def _finding(facts: Facts, row: Row) -> Finding:
    restriction, note = industry_limit(row["code"]) or (None, None)
    limit = {"restriction": restriction, "restriction_note": note}
    values = {name: limit[name] if name in limit else row[name] for name in COLUMNS.names}
    trace = partial(_trace, facts, row["_firms"], row["_is_declared"])
    return COLUMNS.finding(values, (facts.chain.code, row["code"]), trace)


def _run(facts: Facts, asked: Parameters) -> Result:
    return _result(facts, asked, rows(facts, asked))


def _for_twin(facts: Facts, asked: Parameters) -> Values:
    """What the query takes from the rows that wait: how many may be a firm that counts."""
    return {"n_pending": len(firms_waiting(facts))}


def _trace(facts: Facts, firms: list[str], complete: bool) -> Trace:
    waiting = firms_waiting(facts)
    columns = ("gb4754", "gb4754_more", "above_scale", "status", "reg_region")
    refs: list[Ref] = [(table, row, columns) for table, row, _ in firm_refs(facts.snapshot, firms)]
    refs += waiting_refs(waiting)
    if not firms:  # what says that nobody is there is the declaration itself
        rows = enumerate(facts.snapshot.tables.rows("submissions"))
        refs += [("submissions", i, ("complete_lists",)) for i, r in rows if r["slot_chain"] == facts.chain.code]
    return unique(refs, [] if complete else [not_declared("05")])


QUESTION = Question(
    name="industry-coverage",
    asks="按国民经济行业分类（GB/T 4754-2017 的 41/207/666），本地覆盖了多少，缺哪些？",
    asks_en="How many of the 41/207/666 industry codes of GB/T 4754-2017 does the region cover, and which are missing?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_run, Twin(_for_twin, _result)),
    brief=("code", "name", "covered", "n_firms", "restriction"),
)
