"""missing-links: what the region needs and nobody makes here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from graphsvc.domain.columns import columns
from graphsvc.domain.results import Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.values import Values
from graphsvc.judgements.figures import Row
from graphsvc.judgements.links.completeness import completeness_cp, completeness_row
from graphsvc.judgements.links.missing import (
    EXPORTABLE,
    PENDING_LISTS,
    MissingLink,
    Waits,
    is_retired,
    missing_link,
    missing_links,
    nearest_region,
    verb_of,
)
from graphsvc.judgements.trace import product_trace
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import parameter
from graphsvc.questions.question import Outlooked, PerChain, Question, Twin

MISSING_FIELDS = ("coefficient", "output", "capacity")
FIGURES = ("demand", "demand_lower", "demand_upper", "demand_derived", "demand_bought", "_price")


@dataclass(frozen=True, kw_only=True)
class Parameters(Outlooked):
    """What ``missing-links`` is asked with."""

    min_demand: float = parameter("number", 0.0, "unit/yr", minimum=0.0)


COLUMNS = columns(
    "missing-links",
    "chain_code", "product_code", "product_name", "is_missing", "ladder", "ladder_note", "demand", "demand_lower",
    "demand_upper", "demand_derived", "demand_bought", "unit", "made_here", "nearest", "nearest_name",
    "nearest_region", "verb", "exportable", "n_pending",
)  # fmt: skip


def rows(facts: Facts, asked: Parameters) -> list[Row]:
    """One row per product of the map, as the query of the graph database returns them."""
    return [_row(facts, link) for link in missing_links(facts, asked.min_demand).values()]


def _row(facts: Facts, link: MissingLink) -> Row:
    n, figures, code = facts.network, facts.local.figures, link.code
    p = n.product_index[code]
    near = int(n.node_firm[link.nearest]) if link.nearest >= 0 else -1
    return {
        **completeness_row(facts, link),
        "chain_code": facts.chain.code,
        "product_name": facts.names.product(code),
        "is_missing": link.is_missing,
        "ladder": link.ladder,
        "ladder_note": link.note,
        "n_pending": len(link.waiting),
        "demand_derived": known(figures.demand_derived[p]),
        "demand_bought": known(figures.demand_bought[p]),
        "unit": facts.names.row(code)["unit"],
        "nearest": n.firm_ids[near] if near >= 0 else None,
        "nearest_name": n.firm_names[near] if near >= 0 else None,
        "nearest_region": nearest_region(facts, link.nearest),
    }


def _result(facts: Facts, asked: Parameters, found: Sequence[Row]) -> Result:
    products = [{**row, **{name: known(row[name]) for name in FIGURES}} for row in found]
    cp = completeness_cp(products)
    completeness = facts.data.completeness(MISSING_FIELDS)
    grade = facts.data.grade(completeness)
    findings = []
    for row in products:
        row["verb"] = verb_of(row["is_missing"], row["ladder"], cp["completeness_cp"])
        row["exportable"] = row["is_missing"] == "yes" and row["ladder"] in EXPORTABLE and grade != "D"
        values, code = {name: row[name] for name in COLUMNS.names}, row["product_code"]
        findings.append(COLUMNS.finding(values, (facts.chain.code, code), partial(_trace, facts, code, row["ladder"])))
    by_ladder = Counter(row["ladder"] for row in products if row["ladder"])
    summary = {
        **{k: known(v) for k, v in cp.items()},
        "n_products": len(products),
        "n_missing": sum(row["is_missing"] == "yes" for row in products),
        "n_unknown": sum(row["is_missing"] == "unknown" for row in products),
        "by_ladder": dict(sorted(by_ladder.items())),
        "list_06_declared_complete": facts.data.is_declared("06"),
        "n_pending": facts.data.waiting.count(facts.members.product_codes),
    }
    return Result(findings, summary, facts.data.waiting_notices(*PENDING_LISTS), completeness, grade)


def _trace(facts: Facts, code: str, ladder: str | None) -> Trace:
    """Rows behind a verdict, those that wait included."""
    return product_trace(facts, code, missing_link(facts, code).waiting if ladder == "unknown" else ())


def _missing(facts: Facts, asked: Parameters) -> Result:
    return _result(facts, asked, rows(facts, asked))


def _for_twin(facts: Facts, asked: Parameters) -> Values:
    """What the query takes of the rows that wait, by product; nothing of a product about which none waits."""
    told = ((code, Waits.of(facts, code)) for code in facts.members.product_codes) if facts.data.waiting else ()
    return {
        "retired": [code for code in facts.members.product_codes if is_retired(facts, code)],
        "waiting": {
            code: {
                "maker": waits.maker,
                "need": waits.need,
                "purchase": waits.purchase,
                "n_pending": len(waits.rows),
                "nearer": {step: len(waits.of_ladder(step)) for step in waits.nearer},
            }
            for code, waits in told
            if waits.rows or waits.nearer
        },
    }


QUESTION = Question(
    name="missing-links",
    asks="哪些产品缺链？最近的供给在哪一级（县、市、省、国内）？",
    asks_en="Which products are missing here, and at which step is the nearest supply?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_missing, Twin(_for_twin, _result)),
    brief=("product_code", "product_name", "is_missing", "ladder", "demand", "unit", "nearest_name", "verb"),
)
