"""challenge-matrix: which tasks, platforms, projects, policies and experts answer which choke point, if any do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from graphsvc.domain.columns import columns
from graphsvc.domain.results import Result, Trace
from graphsvc.domain.values import Values
from graphsvc.judgements.challenge_lists import ChallengeLists, Minded
from graphsvc.judgements.figures import Row, truth
from graphsvc.judgements.links.missing import no_maker_in_nation
from graphsvc.judgements.outages.choke import FIELDS
from graphsvc.judgements.outages.losses import Loss, losses
from graphsvc.judgements.scope import Scope
from graphsvc.judgements.trace import capacity_refs, not_declared, product_refs, unique
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


def _on(scope: Scope) -> str | None:
    """The day on which a policy must be in force: the chain's cut-off date."""
    return scope.chain.as_of or scope.snapshot.as_of


def chokes(scope: Scope, horizon_days: float) -> list[tuple[Loss, tuple[str, ...]]]:
    """Control groups that are choke points, each with the products it makes upstream of the final ones, sorted."""
    n = scope.network
    found = []
    for item in losses(scope, "group", horizon_days):
        inside = [v for v in item.nodes if scope.upstream[v] and scope.makers[v]]
        codes = tuple(sorted({n.product_codes[n.node_product[v]] for v in inside}))
        if item.verdict == "yes" and codes:
            found.append((item, codes))
    return found


def is_candidate(scope: Scope, nodes: Sequence[int], code: str) -> bool:
    """For the public challenge list: it comes from abroad, and no maker in the nation is known or stated to be."""
    n = scope.network
    product = n.product_index[code]
    own = [int(v) for v in nodes if n.node_product[v] == product]
    if any(_may_be_home(scope, v) for v in own):
        return False
    return no_maker_in_nation(scope, code) or not any(
        _may_be_home(scope, v) for v in scope.other_makers.get(product, [])
    )


def _may_be_home(scope: Scope, v: int) -> bool:
    n = scope.network
    return n.firm_country[n.node_firm[v]] in ("", "CN")


def _rows(scope: Scope, asked: Parameters) -> list[Row]:
    lists = ChallengeLists(scope.snapshot, _on(scope))
    rows = []
    for item, codes in chokes(scope, asked.horizon_days):
        for code in codes:
            minded = lists.minded(code)
            product = scope.names.row(code)
            stage = scope.snapshot.stage_of(product)
            rows.append(
                {
                    "chain_code": scope.chain.code,
                    "entity_id": item.entity_id,
                    "name": item.name,
                    "loss_days": item.loss_days,
                    "risk_grade": item.risk_grade,
                    "product_code": code,
                    "product_name": scope.names.product(code),
                    "stage_code": product["stage_code"],
                    "stage_name": stage["stage_name"] if stage else None,
                    "technologies": minded.names("technologies", "tech_code", "tech_name"),
                    "platforms": minded.names("platforms", "platform_code", "name"),
                    "projects": minded.names("projects", "project_code", "name"),
                    "policies": minded.names("policies", "doc_no", "name"),
                    "n_talents": len(minded.rows["experts"]),
                    "n_open": minded.n_open,
                    "covered": truth(_is_covered(scope, code, minded)),
                    "candidate": is_candidate(scope, item.nodes, code),
                }
            )
    return rows


def _is_covered(scope: Scope, code: str, minded: Minded) -> bool | None:
    if minded.n_open:
        return True
    complete = all(scope.list_is_complete(sheet, code) for sheet in COVERING_LISTS)
    return False if complete and not minded.may_be_open else None


def _result(scope: Scope, asked: Parameters, rows: Sequence[Row]) -> Result:
    completeness = scope.completeness(FIELDS)
    trace = _Tracer(scope, asked.horizon_days)
    findings = [
        COLUMNS.finding(row, (scope.chain.code, row["entity_id"], row["product_code"]), partial(trace, row))
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
        "n_policies_for_any_stage": _for_any_stage(scope),
        "horizon_days": asked.horizon_days,
    }
    return Result(findings, summary, scope.final_notices, completeness, scope.grade(completeness))


def _for_any_stage(scope: Scope) -> int:
    """Policies of the chain that name no stage: they may help anybody and stand in no row."""
    rows = scope.snapshot.tables.rows("policies")
    return sum(not row["stages"] and row["slot_chain"] == scope.chain.code for row in rows)


class _Tracer:
    """Rows behind a row of the matrix, looked up when somebody asks."""

    def __init__(self, scope: Scope, horizon_days: float) -> None:
        self._scope, self._horizon = scope, horizon_days

    def __call__(self, row: Row) -> Trace:
        scope, code = self._scope, row["product_code"]
        minded = ChallengeLists(scope.snapshot, _on(scope)).minded(code)
        refs = [(t, position, _COLUMNS[t]) for t, rows in minded.rows.items() for position, _ in rows]
        n = scope.network
        own = [v for item, _ in chokes(scope, self._horizon) if item.entity_id == row["entity_id"] for v in item.nodes]
        makes = [v for v in own if n.product_codes[n.node_product[v]] == code]
        missing = [
            not_declared(sheet, code)
            for sheet in COVERING_LISTS
            if row["covered"] == "unknown" and not scope.list_is_complete(sheet, code)
        ]
        return unique(refs + product_refs(scope.snapshot, [code]) + capacity_refs(scope, makes), missing)


def _run(scope: Scope, asked: Parameters) -> Result:
    return _result(scope, asked, _rows(scope, asked))


def _parameters(scope: Scope, asked: Parameters) -> Values:
    """``chokes``: what the simulation found; ``on``: the day on which a policy must be in force, ISO text."""
    found = [
        {
            "entity_id": item.entity_id,
            "name": item.name,
            "loss_days": item.loss_days,
            "risk_grade": item.risk_grade,
            "product_codes": list(codes),
        }
        for item, codes in chokes(scope, asked.horizon_days)
    ]
    return {"chokes": found, "on": _on(scope)}


QUESTION = Question(
    name="challenge-matrix",
    asks="哪些攻关、平台、项目、政策、专家对应哪些卡点？哪些卡点无人管？",
    asks_en="Which tasks, platforms, projects, policies and experts answer which choke points, and which has nobody?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_run, Twin(_parameters, _result)),
    brief=("name", "product_name", "loss_days", "risk_grade", "technologies", "projects", "covered", "candidate"),
)
