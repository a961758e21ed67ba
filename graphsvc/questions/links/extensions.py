"""extensions: what the region could go on to make, from what it is strong in or has too much of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.analysis.links.extensions import Ends, Inputs
from graphsvc.domain.columns import columns
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.judgements.figures import truth
from graphsvc.judgements.links.extending import Extension, Factors, extensions, factors_of, inputs_of
from graphsvc.judgements.trace import Ref, declaration_refs, demand_refs, maker_refs, not_declared, product_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question

FIELDS = ("coefficient", "price", "output")
"""Cells the factors are worked out from."""


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``extensions`` is asked with."""

    threshold: float | None = parameter("number", None, "1", minimum=-1000.0, maximum=1.0)


COLUMNS = columns(
    "extensions",
    "chain_code", "from_product", "from_name", "to_product", "to_name", "direction", "is_candidate",
    "surplus_share", "surplus_share_lower", "surplus_share_upper",
    "feasibility", "feasibility_lower", "feasibility_upper", "uplift", "uplift_lower", "uplift_upper",
    "score", "score_lower", "score_upper", "surplus_value", "missing_inputs", "density", "complexity",
)  # fmt: skip


def _run(facts: Facts, asked: Parameters) -> Result:
    """Pairs that reach the threshold, or may; the best score first, then what is not known."""
    inputs, rows = inputs_of(facts)
    factors = factors_of(facts, inputs)
    found = [e for e in extensions(facts, inputs, rows) if _reaches(factors.score, e.head, asked.threshold)]
    findings = [_finding(facts, inputs, factors, each) for each in found]
    findings.sort(key=_rank)
    completeness = facts.data.completeness(FIELDS)
    summary = {
        "n_candidates": sum(f.values["is_candidate"] == "yes" for f in findings),
        "n_unknown": sum(f.values["is_candidate"] == "unknown" for f in findings),
        "threshold": asked.threshold,
        "value_leaving": known(float(factors.leaving.sum()) / 1e4),
        "list_06_declared_complete": facts.data.is_declared("06"),
    }
    return Result(findings, summary, (), completeness, facts.data.grade(completeness))


def _reaches(score: Ends, head: int, threshold: float | None) -> bool:
    """Whether a score reaches the threshold, or might: an end that is not known may lie anywhere."""
    return threshold is None or not score.upper[head] < threshold


def _rank(finding: Finding) -> tuple[bool, bool, float, str, str]:
    values = finding.values
    score = values["score"]
    open_end, unscored = values["is_candidate"] != "yes", score is None
    return (open_end, unscored, -(score or 0.0), values["to_product"], values["from_product"])


def _finding(facts: Facts, inputs: Inputs, factors: Factors, each: Extension) -> Finding:
    codes, q = facts.network.product_codes, each.head
    values = {
        "chain_code": facts.chain.code,
        "from_product": codes[each.tail],
        "from_name": facts.names.product(codes[each.tail]),
        "to_product": codes[q],
        "to_name": facts.names.product(codes[q]),
        "direction": each.direction,
        "is_candidate": truth(each.is_candidate),
        **_ends("surplus_share", factors.surplus, q),
        **_ends("feasibility", factors.feasibility, q),
        **_ends("uplift", factors.uplift, q),
        **_ends("score", factors.score, q),
        "surplus_value": known(float(factors.leaving[each.tail]) / 1e4),
        "missing_inputs": _missing(facts, inputs, q),
        "density": known(float(factors.density[q])),
        "complexity": known(float(factors.complexity[q])),
    }
    key = (facts.chain.code, codes[each.tail], codes[q], each.direction)
    return COLUMNS.finding(values, key, partial(_trace, facts, each))


def _ends(name: str, figure: Ends, q: int) -> dict[str, float | None]:
    told = figure.value, figure.lower, figure.upper
    names = (name, f"{name}_lower", f"{name}_upper")
    return {n: known(float(v[q])) for n, v in zip(names, told, strict=True)}


def _missing(facts: Facts, inputs: Inputs, q: int) -> list[str]:
    """Essential inputs of a product, alternatives included, of which nobody is known to make one here."""
    here = facts.local.figures.made_here
    own = np.flatnonzero(inputs.needed & (inputs.head == q))
    served = set(inputs.option[own[here[inputs.tail[own]]]].tolist())
    codes = facts.network.product_codes
    return sorted({codes[inputs.tail[e]] for e in own.tolist() if int(inputs.option[e]) not in served})


def _trace(facts: Facts, each: Extension) -> Trace:
    """Rows of list 04 that join the two, prices, who makes the one and that nobody makes the other."""
    codes = facts.network.product_codes
    pair = [codes[each.tail], codes[each.head]]
    refs: list[Ref] = [("product_inputs", row, ("coefficient", "necessity", "alt_group")) for row in each.rows]
    refs += product_refs(facts.snapshot, pair) + demand_refs(facts, each.tail)
    refs += maker_refs(facts, each.tail, ("output", "effective_capacity", "design_capacity", "state"))
    refs += declaration_refs(facts, "06", pair[1])
    declared = facts.data.list_is_complete("06", pair[1])
    return unique(refs, [] if declared else [not_declared("06", pair[1])])


QUESTION = Question(
    name="extensions",
    asks="可以从哪些优势或富余产品向哪里延链？",
    asks_en="Where can the chain be lengthened, from what the region is strong in or has too much of?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_run),
    brief=("from_name", "to_name", "direction", "is_candidate", "surplus_share", "feasibility", "uplift", "score"),
)
