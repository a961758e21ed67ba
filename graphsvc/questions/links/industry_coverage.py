"""industry-coverage: which industry classes of GB/T 4754 the region has a firm in, and which it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from graphsvc.analysis.links.local_figures import buyers_in, buyers_maybe_in
from graphsvc.domain.reference import industrial_codes, industry_limit
from graphsvc.domain.results import Finding, Parameter, Result, Trace
from graphsvc.questions.question import Question, known
from graphsvc.questions.scope import Scope
from graphsvc.questions.trace import Ref, firm_refs, unique

DIGITS = {"division": 2, "group": 3, "class": 4}


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


def coverage(scope: Scope, level: str, firm_set: str, code_rule: str) -> Coverage:
    """Count the active firms of the chain's lists and the makers of its map, in the region, by industry code."""
    n, size = scope.network, DIGITS[level]
    here, maybe_here = buyers_in(n, scope.region), buyers_maybe_in(n, scope.region)
    found = Coverage()
    for firm in _chain_firms(scope):
        row = scope.snapshot.firms.get(n.firm_ids[firm])
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


def _chain_firms(scope: Scope) -> list[int]:
    """Firms that the chain's list 05 names, and makers of any product of its map, by position."""
    n, firms = scope.network, scope.snapshot.tables["firms"]
    listed = np.zeros(n.n_firms, np.bool_)
    pairs = zip(firms["firm_id"].to_pylist(), firms["slot_chain"].to_pylist(), strict=True)
    listed[[n.firm_index[firm_id] for firm_id, chain in pairs if chain == scope.chain.code]] = True
    listed[n.node_firm[scope.makers & n.node_has_capacity]] = True
    found: list[int] = np.flatnonzero(listed & n.firm_active).tolist()
    return found


def _run(scope: Scope, parameters: Mapping[str, Any]) -> Result:
    level = parameters["level"]
    found = coverage(scope, level, parameters["firm_set"], parameters["code_rule"])
    complete = scope.list_is_complete("05")
    codes = industrial_codes(level)
    findings = [_finding(scope, code, name, found, complete, level) for code, name in codes.items()]
    covered = {f.values["code"]: f.values["covered"] for f in findings}
    yes, open_ = (sum(v == word for v in covered.values()) for word in ("yes", "unknown"))
    could = len(set(found.maybe) & set(codes) - set(found.sure)) + len(found.coarse) + found.uncoded
    most = yes + (min(open_, could) if complete else open_)
    summary = {
        "n_covered": yes,
        "n_total": len(codes),
        "rate": known(yes / len(codes)),
        "rate_lower": known(yes / len(codes)),
        "rate_upper": known(most / len(codes)),
        "n_missing": sum(v == "no" for v in covered.values()),
        "n_unknown": open_,
        "missing": [{"code": c, "name": codes[c]} for c, v in covered.items() if v == "no"],
        "n_firms": found.n_firms,
        "n_firms_without_code": found.uncoded,
        "list_05_declared_complete": complete,
    }
    completeness = found.known_cells / found.cells if found.cells else None
    return Result(findings, summary, (), completeness, scope.grade(completeness))


def _finding(scope: Scope, code: str, name: str, found: Coverage, complete: bool, level: str) -> Finding:
    is_open = bool(found.maybe[code] or found.uncoded or any(code.startswith(c) for c in found.coarse))
    limit = industry_limit(code)
    values = {
        "chain_code": scope.chain.code,
        "level": level,
        "code": code,
        "name": name,
        "covered": "yes" if found.sure[code] else "no" if complete and not is_open else "unknown",
        "n_firms": found.sure[code],
        "n_firms_maybe": found.maybe[code],
        "restriction": limit[0] if limit else None,
        "restriction_note": limit[1] if limit else None,
    }
    return Finding(values, (scope.chain.code, code), partial(_trace, scope, found.firms.get(code, []), complete))


def _trace(scope: Scope, firms: list[str], complete: bool) -> Trace:
    missing: list[dict[str, object]] = []
    if not complete:
        missing.append({"table": "submissions", "field": "complete_lists", "sheet": "05"})
    columns = ("gb4754", "gb4754_more", "above_scale", "status", "reg_region")
    refs: list[Ref] = [(table, row, columns) for table, row, _ in firm_refs(scope.snapshot, firms)]
    if not firms:  # what says that nobody is there is the declaration itself
        rows = enumerate(scope.snapshot.tables.rows("submissions"))
        refs += [("submissions", i, ("complete_lists",)) for i, r in rows if r["slot_chain"] == scope.chain.code]
    return unique(refs, missing)


QUESTION = Question(
    name="industry-coverage",
    asks="按国民经济行业分类（GB/T 4754-2017 的 41/207/666），本地覆盖了多少，缺哪些？",
    asks_en="How many of the 41/207/666 industry codes of GB/T 4754-2017 does the region cover, and which are missing?",
    parameters=(
        Parameter("level", "enum", "division", allowed=("division", "group", "class")),
        Parameter("firm_set", "enum", "above_scale", allowed=("above_scale", "all")),
        Parameter("code_rule", "enum", "primary", allowed=("primary", "any")),
    ),
    columns=(
        "chain_code", "level", "code", "name", "covered", "n_firms", "n_firms_maybe", "restriction",
        "restriction_note",
    ),
    run=_run,
    brief=("code", "name", "covered", "n_firms", "restriction"),
)  # fmt: skip
