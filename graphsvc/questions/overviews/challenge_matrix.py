"""challenge-matrix: which tasks, platforms, projects, policies and experts answer which choke point, if any do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from graphsvc.domain.columns import columns
from graphsvc.domain.network import Network
from graphsvc.domain.results import Result, Trace
from graphsvc.domain.values import Values
from graphsvc.judgements.challenge_lists import ChallengeLists, Minded
from graphsvc.judgements.facts.data_state import DataState
from graphsvc.judgements.figures import Row, truth
from graphsvc.judgements.links.missing import no_maker_in_nation
from graphsvc.judgements.outages.choke import FIELDS
from graphsvc.judgements.outages.losses import Loss, losses
from graphsvc.judgements.trace import capacity_refs, not_declared, product_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked
from graphsvc.questions.question import PerChain, Question, Twin, horizon

COVERING_LISTS = ("10", "13")
INSTRUMENTS = ("technologies", "platforms", "projects", "policies")
_COLUMNS = {
    "technologies": ("tech_code", "products", "status"),
    "platforms": ("platform_code", "stages"),
    "projects": ("project_code", "product", "stage", "phase"),
    "policies": ("doc_no", "name", "stages", "valid_until"),
    "experts": ("name", "stages"),
}


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``challenge-matrix`` is asked with."""

    horizon_days: float = horizon()


COLUMNS = columns(
    "challenge-matrix",
    "chain_code", "entity_id", "name", "loss_days", "risk_grade", "product_code", "product_name", "stage_code",
    "stage_name", "technologies", "platforms", "projects", "policies", "n_talents", "n_open", "covered", "candidate",
)  # fmt: skip


def _on(facts: Facts) -> str | None:
    """The day on which a policy must be in force: the chain's cut-off date."""
    return facts.chain.as_of or facts.snapshot.as_of


def chokes(facts: Facts, horizon_days: float) -> list[tuple[Loss, tuple[str, ...]]]:
    """Control groups that are choke points, each with the products it makes upstream of the final ones, sorted."""
    n = facts.network
    found = []
    for item in losses(facts, "group", horizon_days):
        inside = [v for v in item.nodes if facts.members.upstream[v] and facts.members.makers[v]]
        codes = tuple(sorted({n.product_codes[n.node_product[v]] for v in inside}))
        if item.verdict == "yes" and codes:
            found.append((item, codes))
    return found


def is_candidate(facts: Facts, nodes: Sequence[int], code: str) -> bool:
    """For the public challenge list: it comes from abroad, and no maker in the nation is known or stated to be."""
    n = facts.network
    product = n.product_index[code]
    own = [int(v) for v in nodes if n.node_product[v] == product]
    if any(_may_be_home(n, v) for v in own):
        return False
    return no_maker_in_nation(facts, code) or not any(
        _may_be_home(n, v) for v in facts.ground.other_makers.get(product, [])
    )


def _may_be_home(n: Network, v: int) -> bool:
    return n.firm_country[n.node_firm[v]] in ("", "CN")


def _rows(facts: Facts, asked: Parameters) -> list[Row]:
    lists = ChallengeLists(facts.snapshot, _on(facts))
    rows = []
    for item, codes in chokes(facts, asked.horizon_days):
        for code in codes:
            minded = lists.minded(code)
            product = facts.names.row(code)
            stage = facts.snapshot.stage_of(product)
            rows.append(
                {
                    "chain_code": facts.chain.code,
                    "entity_id": item.entity_id,
                    "name": item.name,
                    "loss_days": item.loss_days,
                    "risk_grade": item.risk_grade,
                    "product_code": code,
                    "product_name": facts.names.product(code),
                    "stage_code": product["stage_code"],
                    "stage_name": stage["stage_name"] if stage else None,
                    "technologies": minded.names("technologies", "tech_code", "tech_name"),
                    "platforms": minded.names("platforms", "platform_code", "name"),
                    "projects": minded.names("projects", "project_code", "name"),
                    "policies": minded.names("policies", "doc_no", "name"),
                    "n_talents": len(minded.rows["experts"]),
                    "n_open": minded.n_open,
                    "covered": truth(_is_covered(facts.data, code, minded)),
                    "candidate": is_candidate(facts, item.nodes, code),
                }
            )
    return rows


def _is_covered(data: DataState, code: str, minded: Minded) -> bool | None:
    if minded.n_open:
        return True
    complete = all(data.list_is_complete(sheet, code) for sheet in COVERING_LISTS)
    return False if complete and not minded.may_be_open else None


def _result(facts: Facts, asked: Parameters, rows: Sequence[Row]) -> Result:
    completeness = facts.data.completeness(FIELDS)
    trace = _Tracer(facts, asked.horizon_days)
    findings = [
        COLUMNS.finding(row, (facts.chain.code, row["entity_id"], row["product_code"]), partial(trace, row))
        for row in rows
    ]
    verdicts = [row["covered"] for row in rows]
    summary = {
        "n_choke_points": len({row["entity_id"] for row in rows}),
        "n_rows": len(rows),
        "n_covered": verdicts.count("yes"),
        "n_uncovered": verdicts.count("no"),
        "n_unknown": verdicts.count("unknown"),
        **{f"n_with_{name}": sum(bool(row[name]) for row in rows) for name in INSTRUMENTS},
        "n_with_talents": sum(row["n_talents"] > 0 for row in rows),
        "n_candidates": sum(row["candidate"] for row in rows),
        "n_candidates_not_covered": sum(row["candidate"] and row["covered"] != "yes" for row in rows),
        "n_policies_for_any_stage": _for_any_stage(facts),
        "horizon_days": asked.horizon_days,
    }
    return Result(findings, summary, facts.members.final_notices, completeness, facts.data.grade(completeness))


def _for_any_stage(facts: Facts) -> int:
    """Policies of the chain that name no stage: they may help anybody and stand in no row."""
    rows = facts.snapshot.tables.rows("policies")
    return sum(not row["stages"] and row["slot_chain"] == facts.chain.code for row in rows)


class _Tracer:
    """Rows behind a row of the matrix, looked up when somebody asks."""

    def __init__(self, facts: Facts, horizon_days: float) -> None:
        self._facts, self._horizon = facts, horizon_days

    def __call__(self, row: Row) -> Trace:
        facts, code = self._facts, row["product_code"]
        minded = ChallengeLists(facts.snapshot, _on(facts)).minded(code)
        refs = [(t, position, _COLUMNS[t]) for t, rows in minded.rows.items() for position, _ in rows]
        n = facts.network
        own = [v for item, _ in chokes(facts, self._horizon) if item.entity_id == row["entity_id"] for v in item.nodes]
        makes = [v for v in own if n.product_codes[n.node_product[v]] == code]
        missing = [
            not_declared(sheet, code)
            for sheet in COVERING_LISTS
            if row["covered"] == "unknown" and not facts.data.list_is_complete(sheet, code)
        ]
        return unique(refs + product_refs(facts.snapshot, [code]) + capacity_refs(facts.network, makes), missing)


def _run(facts: Facts, asked: Parameters) -> Result:
    return _result(facts, asked, _rows(facts, asked))


def _parameters(facts: Facts, asked: Parameters) -> Values:
    """``chokes``: what the simulation found; ``on``: the day on which a policy must be in force, ISO text."""
    found = [
        {
            "entity_id": item.entity_id,
            "name": item.name,
            "loss_days": item.loss_days,
            "risk_grade": item.risk_grade,
            "product_codes": list(codes),
        }
        for item, codes in chokes(facts, asked.horizon_days)
    ]
    return {"chokes": found, "on": _on(facts)}


QUESTION = Question(
    name="challenge-matrix",
    asks="哪些攻关、平台、项目、政策、专家对应哪些卡点？哪些卡点无人管？",
    asks_en="Which tasks, platforms, projects, policies and experts answer which choke points, and which has nobody?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_run, Twin(_parameters, _result)),
    brief=("name", "product_name", "loss_days", "risk_grade", "technologies", "projects", "covered", "candidate"),
)
