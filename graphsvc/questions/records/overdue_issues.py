"""overdue-issues: open problems of the ledger past their time limit, those about the most damaging firm first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from graphsvc.domain.columns import columns
from graphsvc.domain.network import Network
from graphsvc.domain.results import Result, Trace
from graphsvc.domain.rows import IssueRow
from graphsvc.judgements.days import last_day, read_day
from graphsvc.judgements.figures import Row
from graphsvc.judgements.ledger import CLOSED
from graphsvc.judgements.outages.choke import FIELDS
from graphsvc.judgements.outages.losses import Loss, losses
from graphsvc.judgements.trace import Ref, capacity_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question, Twin

HORIZON_DAYS = 90.0
_LEDGER = ("opened", "due", "status", "closed", "owner", "raised_by", "firms", "products")


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``overdue-issues`` is asked with."""

    date: str | None = parameter("text")
    department: str | None = parameter("text")


COLUMNS = columns(
    "overdue-issues",
    "chain_code", "issue_no", "slot_region", "type", "severity", "status", "opened", "due", "days_over", "days_open",
    "entity_id", "name", "entity_role", "loss_days", "risk_grade", "owner", "products", "description",
)  # fmt: skip


def _on(facts: Facts, asked: Parameters) -> date | None:
    """The day asked about, by default the chain's cut-off date; None where neither is known."""
    told = asked.date
    if told is not None:
        return read_day("date", told)
    as_of = facts.chain.as_of or facts.snapshot.as_of
    return date.fromisoformat(as_of) if as_of else None


def open_issues(facts: Facts, on: date, department: str | None) -> Iterator[tuple[int, IssueRow]]:
    """(position, row) of the chain's problems that were open on a day: told by then, not closed by then."""
    day = on.isoformat()
    for position, row in enumerate(facts.snapshot.tables.rows("issues")):
        is_over = row["status"] in CLOSED and (row["closed"] is None or row["closed"] <= day)
        is_asked = department is None or department in (row["owner"] or "")
        is_told = facts.chain.code in facts.snapshot.reports.chains("issues", row)
        if is_told and is_asked and not is_over and (row["opened"] or day) <= day:
            yield position, row


def _rows(facts: Facts, asked: Parameters) -> list[Row]:
    on = _on(facts, asked)
    if on is None:
        return []
    found = losses(facts, "firm", HORIZON_DAYS)
    makers = _makers(facts.network)
    rows = []
    for _, issue in open_issues(facts, on, asked.department):
        due = last_day(issue["due"], issue["due_precision"]) if issue["due"] else None
        if due is None or due >= on:
            continue
        firm, role, loss = _most_damaging(issue, found, makers)
        rows.append(
            {
                "chain_code": facts.chain.code,
                "issue_no": issue["issue_no"],
                "slot_region": issue["slot_region"],
                "type": issue["type"],
                "severity": issue["severity"],
                "status": issue["status"],
                "opened": issue["opened"],
                "due": issue["due"],
                "days_over": (on - due).days,
                "days_open": (on - date.fromisoformat(issue["opened"])).days if issue["opened"] else None,
                "entity_id": firm,
                "name": _name(facts.network, firm),
                "entity_role": role,
                "loss_days": loss.loss_days if loss else None,
                "risk_grade": loss.risk_grade if loss else None,
                "owner": issue["owner"],
                "products": issue["products"] or [],
                "description": issue["description"],
            }
        )
    return rows


def _order(row: Row) -> tuple[object, ...]:
    loss = row["loss_days"]
    return (loss is None, -(loss or 0.0), -row["days_over"], row["issue_no"], row["slot_region"] or "")


def _makers(n: Network) -> Mapping[str, set[str]]:
    """Ids of the makers and sellers of each product."""
    found: dict[str, set[str]] = {}
    for firm, product in zip(n.node_firm.tolist(), n.node_product.tolist(), strict=True):
        found.setdefault(n.product_codes[product], set()).add(n.firm_ids[firm])
    return found


def _most_damaging(
    issue: IssueRow, found: Sequence[Loss], makers: Mapping[str, set[str]]
) -> tuple[str | None, str | None, Loss | None]:
    """The firm of the chain that the issue is about and whose failure costs most; ``found`` has the worst first.

    It is the firm that raised it or one it names; where none of these is in the chain's network, a maker of a product
    it names; else the firm that raised it, without a loss.
    """
    named = [f for f in (issue["raised_by"], *(issue["firms"] or ())) if f is not None]
    made_by = {firm for code in issue["products"] or () for firm in makers.get(code, ())}
    for wanted in (set(named), made_by):
        loss = next((item for item in found if item.entity_id in wanted), None)
        if loss is not None:
            return loss.entity_id, _role(issue, loss.entity_id), loss
    return (named[0], _role(issue, named[0]), None) if named else (None, None, None)


def _role(issue: IssueRow, firm: str) -> str:
    if firm == issue["raised_by"]:
        return "raised_by"
    return "related_firm" if firm in (issue["firms"] or ()) else "maker"


def _name(n: Network, firm: str | None) -> str | None:
    return n.firm_names[n.firm_index[firm]] if firm is not None and firm in n.firm_index else firm


def _result(facts: Facts, asked: Parameters, rows: Sequence[Row]) -> Result:
    on = _on(facts, asked)
    still_open = [row for _, row in open_issues(facts, on, asked.department)] if on else []
    findings = [
        COLUMNS.finding(row, (facts.chain.code, row["issue_no"], row["slot_region"] or ""), partial(_trace, facts, row))
        for row in sorted(rows, key=_order)
    ]
    owners = Counter(row["owner"] or "" for row in rows)
    summary = {
        "date": on.isoformat() if on else None,
        "n_open": len(still_open),
        "n_overdue": len(rows),
        "n_without_due": sum(row["due"] is None for row in still_open),
        "by_owner": dict(sorted(owners.items(), key=lambda item: (-item[1], item[0]))),
        "horizon_days": HORIZON_DAYS,
    }
    completeness = facts.data.completeness(FIELDS)
    return Result(findings, summary, facts.members.final_notices, completeness, facts.data.grade(completeness))


def _trace(facts: Facts, row: Row) -> Trace:
    n = facts.network
    refs: list[Ref] = [
        ("issues", position, _LEDGER)
        for position, issue in enumerate(facts.snapshot.tables.rows("issues"))
        if facts.chain.code in facts.snapshot.reports.chains("issues", issue)
        and (issue["issue_no"], issue["slot_region"]) == (row["issue_no"], row["slot_region"])
    ]
    firm = n.firm_index.get(row["entity_id"], -1)
    nodes = [v for v in range(n.n_nodes) if n.node_firm[v] == firm]
    return unique(refs + (capacity_refs(n, nodes) if row["loss_days"] is not None else []))


def _run(facts: Facts, asked: Parameters) -> Result:
    return _result(facts, asked, _rows(facts, asked))


def _parameters(facts: Facts, asked: Parameters) -> Mapping[str, object]:
    """``on``: the day asked about, ISO text or None; ``losses``: what each firm's failure costs, the worst first."""
    on = _on(facts, asked)
    found = [
        {"firm_id": item.entity_id, "loss_days": item.loss_days, "risk_grade": item.risk_grade}
        for item in losses(facts, "firm", HORIZON_DAYS)
    ]
    return {"on": on.isoformat() if on else None, "losses": found}


QUESTION = Question(
    name="overdue-issues",
    asks="台账有哪些问题超期未办结？关联的企业有多关键？",
    asks_en="Which ledger issues are overdue, and how critical are the firms they are about?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_run, Twin(_parameters, _result)),
    brief=("issue_no", "days_over", "name", "loss_days", "risk_grade", "owner", "status", "description"),
)
