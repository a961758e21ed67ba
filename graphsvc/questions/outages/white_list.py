"""white-list: the fewest firms that keep a chain's output, and the upstream that an existing list leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from graphsvc.domain.columns import Column, columns
from graphsvc.domain.labels import Label
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.judgements.objects import find_firm
from graphsvc.judgements.outages.white_lists import EXISTING, SMALLEST, TO_ADD, OnList, WhiteLists, flagged_firms
from graphsvc.judgements.trace import capacity_refs, firm_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question

FIELDS = ("output", "share")
QUICK, THOROUGH = "quick", "thorough"


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``white-list`` is asked with."""

    target: float = parameter(
        "number", 0.8, "1", minimum=0.0, maximum=1.0,
        label=Label("至少保住多少最终产出", "final output to keep", "1"),
    )  # fmt: skip
    given: tuple[str, ...] = parameter("list", (), name="list")
    level: str = parameter("enum", "L0", allowed=("L0", "L1"))
    search: str = parameter(
        "enum", QUICK, allowed=(QUICK, THOROUGH),
        label=Label("大链怎样找（quick 逐家精简，thorough 再求解整数规划）",
                    "how a large chain is searched (quick: thinned out; thorough: as an integer program too)", None),
    )  # fmt: skip


COLUMNS = columns(
    "white-list",
    "chain_code", "list", "firm_id", "name", "role", "products", "covered_output", "covered_output_lower",
    "covered_output_upper", "output_at_stake",
    "output_at_stake_lower", "output_at_stake_upper", "n_left_out", "missing_upstream", "missing_names",
    "missing_inputs", "unknown_inputs",
    Column("is_listed", "boolean", Label("在现有名单上", "on the existing list", None)),
)  # fmt: skip


def _run(facts: Facts, asked: Parameters) -> Result:
    """The smallest list, unless one was given; then the existing list as it stands, and who would complete it."""
    lists = WhiteLists(facts, asked.level, asked.search == THOROUGH)
    listed = sorted({find_firm(facts.snapshot, text) for text in asked.given}) or flagged_firms(facts)
    if not asked.given:
        listed = [f for f in listed if lists.is_in_chain(f)]
    rows, summary = _smallest(facts, lists, asked.target) if not asked.given else ([], {})
    more, checked = _existing(facts, lists, listed, asked.target)
    found = [_finding(facts, lists, row, row.firm in listed) for row in (*rows, *more)]
    completeness = facts.data.completeness(FIELDS)
    whole = {
        "target": asked.target,
        "level": asked.level,
        **summary,
        "existing": checked,
        "note": "outside_sources_kept",
        "outside_sources": [
            facts.network.firm_ids[f] for f in lists.outside_sources([row.firm for row in (*rows, *more)])
        ],
    }
    notices = (*facts.members.final_notices, *facts.data.waiting_notices("supplies", "capacities"))
    return Result(found, whole, notices, completeness, facts.data.grade(completeness))


def _smallest(facts: Facts, lists: WhiteLists, target: float) -> tuple[list[OnList], dict[str, object]]:
    found = lists.smallest(target)
    firms = found.firms.tolist()
    summary = {
        "n_smallest": len(firms),
        "method": found.method,
        "bound": found.bound,
        "gap": known(found.gap),
        **_kept(lists, firms),
        "is_reached": "yes" if found.is_reached else "no",
    }
    return lists.rows(SMALLEST, firms), summary


def _kept(lists: WhiteLists, firms: Sequence[int]) -> dict[str, object]:
    output = lists.output(firms)
    return {
        "covered_output": known(float(output.value[0])),
        "covered_output_lower": known(float(output.lower[0])),
        "covered_output_upper": known(float(output.upper[0])),
    }


def _existing(
    facts: Facts, lists: WhiteLists, listed: Sequence[int], target: float
) -> tuple[list[OnList], dict[str, object]]:
    if not listed:
        return [], {"n_listed": 0, "note": "no_white_list"}
    added = lists.completing(listed)
    both = sorted({*listed, *added.firms.tolist()})
    rows = lists.rows(EXISTING, listed, added=added.firms.tolist())
    kept = _kept(lists, listed)
    least, most = kept["covered_output_lower"], kept["covered_output_upper"]
    summary = {
        "n_listed": len(listed),
        **kept,
        "reaches_target": _reaches(least, most, target),
        "n_lacking": len([row for row in rows if row.missing_upstream]),
        "n_to_add": len(added.firms),
        "method": added.method,
        "bound": added.bound,
        "gap": known(added.gap),
        "completed": _kept(lists, both),
    }
    return [*rows, *lists.rows(TO_ADD, added.firms.tolist(), both)], summary


def _reaches(least: object, most: object, target: float) -> str:
    if not isinstance(least, float) or not isinstance(most, float):
        return "unknown"
    return "yes" if least >= target - 1e-9 else "unknown" if most >= target - 1e-9 else "no"


def _finding(facts: Facts, lists: WhiteLists, row: OnList, is_listed: bool) -> Finding:
    n, codes = facts.network, facts.network.product_codes
    values = {
        "chain_code": facts.chain.code,
        "list": row.kind,
        "firm_id": n.firm_ids[row.firm],
        "name": n.firm_names[row.firm],
        "role": row.role,
        "products": [codes[p] for p in row.products],
        "covered_output": known(row.output[0]),
        "covered_output_lower": known(row.output[1]),
        "covered_output_upper": known(row.output[2]),
        "output_at_stake": known(row.at_stake[0]),
        "output_at_stake_lower": known(row.at_stake[1]),
        "output_at_stake_upper": known(row.at_stake[2]),
        "n_left_out": len(row.missing_upstream),
        "missing_upstream": [n.firm_ids[f] for f in row.missing_upstream],
        "missing_names": [n.firm_names[f] for f in row.missing_upstream],
        "missing_inputs": [
            {
                "product_code": codes[each.product],
                "product_name": facts.names.product(codes[each.product]),
                "supplier_ids": [n.firm_ids[f] for f in each.firms],
            }
            for each in row.missing_inputs
        ],
        "unknown_inputs": [codes[p] for p in row.unknown_inputs],
        "is_listed": is_listed,
    }
    key = (facts.chain.code, row.kind, n.firm_ids[row.firm])
    return COLUMNS.finding(values, key, partial(_trace, facts, lists, row))


def _trace(facts: Facts, lists: WhiteLists, row: OnList) -> Trace:
    """The firm's row and plants, what it sells for the chain and what it buys."""
    n, own = facts.network, lists.made_by(row.firm)
    sold = n.source_purchase[np.isin(n.source_node, own)]
    bought = n.alternative_purchase[np.isin(n.alternative_node, own)]
    refs = [*firm_refs(facts.snapshot, [n.firm_ids[row.firm]]), *capacity_refs(n, own)]
    if row.kind == EXISTING and (listing := facts.snapshot.firms.get(n.firm_ids[row.firm])):
        refs.append(("firms", int(listing["row"]), ("whitelist",)))
    refs += supply_refs(n, np.unique(np.concatenate([sold, bought])).tolist())
    missing = [
        {"table": "supplies", "firm_id": n.firm_ids[row.firm], "product_code": n.product_codes[p], "field": "supplier"}
        for p in row.unknown_inputs
    ]
    return unique(refs, missing)


QUESTION = Question(
    name="white-list",
    asks="白名单至少要有哪些企业？现有白名单漏了谁的上游？",
    asks_en="Which firms must a white list hold at least, and whose upstream does the existing list leave out?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_run),
    brief=("list", "name", "role", "covered_output", "output_at_stake", "n_left_out"),
)
