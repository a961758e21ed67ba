"""portfolio: all chains side by side, how much each keeps, what is missing, and how far projects close the gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial

from graphsvc.domain.columns import columns
from graphsvc.domain.notices import Notice
from graphsvc.domain.results import Finding, Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.judgements.gaps.by_verb import counts_by_verb, products_by_verb
from graphsvc.judgements.gaps.closing import Closing, closing
from graphsvc.judgements.gaps.found import found_gaps
from graphsvc.judgements.links.imports import import_dependence
from graphsvc.judgements.links.missing import missing_links
from graphsvc.judgements.links.national import national, national_refs
from graphsvc.judgements.links.weak import WEAK_FIELDS, weak_links
from graphsvc.judgements.objects import find_chain
from graphsvc.judgements.outages.choke import FIELDS, risk_grades
from graphsvc.judgements.outages.kept import Kept, kept_output
from graphsvc.judgements.trace import Ref, capacity_refs, product_refs, unique
from graphsvc.judgements.workspace import Facts, Workspace
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import Joined, Question, horizon

ENTITY = "group"
"""What fails: control groups, as in ``resilience`` and ``choke-points``."""
IMPORTS = ("import_dependence", "import_dependence_lower", "import_dependence_upper")


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``portfolio`` is asked with."""

    chains: tuple[str, ...] = parameter("list", ())
    horizon_days: float = horizon()


COLUMNS = columns(
    "portfolio",
    "chain_code", "chain", "grade", "rs", "rs_lower", "rs_upper", "rs_min", "rs_min_lower", "rs_min_upper", "worst",
    "worst_name", "n_choke_points", "n_red", "n_missing", "n_weak", "n_stabilise", "n_fill", "n_strengthen", "n_extend",
    "n_build", "n_bind", "n_projects", "n_under_way", "n_late", "gap_closed_share", "gap_closed_share_lower",
    "gap_closed_share_upper", "closing_date", "n_five_bases", "n_five_bases_gaps", "import_dependence",
    "import_dependence_lower", "import_dependence_upper", "n_partly_constrained", "n_severely_constrained",
    "n_status_unknown", "n_no_alternative",
)  # fmt: skip


def _run(space: Workspace, asked: Parameters) -> Result:
    """One row a chain, least output kept at worst first, unknown ones last."""
    codes = [find_chain(space.snapshot, code) or "" for code in asked.chains] or list(space.snapshot.chains)
    if asked.chain is not None:
        codes = [code for code in codes if code == asked.chain]
    notices: list[Notice] = []
    findings, told = [], []
    for code in dict.fromkeys(codes):
        facts = space.facts(space.scope(code, asked.region))
        completeness = facts.data.completeness((*FIELDS, *WEAK_FIELDS))
        told.append(completeness)
        findings.append(_row(facts, asked.horizon_days, facts.data.grade(completeness)))
        notices += facts.members.final_notices
    findings.sort(key=_rank)
    summary = {
        "n_chains": len(findings),
        "horizon_days": asked.horizon_days,
        "entity": ENTITY,
        "substitution": "off",
    }
    sure = [each for each in told if each is not None]
    grade = max((f.values["grade"] for f in findings), default="D")
    return Result(findings, summary, notices, sum(sure) / len(sure) if sure else None, grade)


def _rank(finding: Finding) -> tuple[bool, float, str]:
    kept = finding.values["rs_min"]
    return (kept is None, kept or 0.0, finding.values["chain_code"])


def _row(facts: Facts, horizon_days: float, grade: str) -> Finding:
    links = missing_links(facts)
    weak = weak_links(facts)
    works = closing(facts, links, weak)
    kept = kept_output(facts, ENTITY, horizon_days)
    missing = [code for code, link in links.items() if link.is_missing == "yes"]
    verbs = products_by_verb(facts, found_gaps(facts, horizon_days, grade), links)
    values = {
        "chain_code": facts.chain.code,
        "chain": facts.chain.name,
        "grade": grade,
        **_kept(facts, kept),
        **_choke_points(facts, horizon_days, grade),
        "n_missing": len(missing),
        "n_weak": sum(link.is_weak == "yes" for link in weak.values()),
        **counts_by_verb(verbs.values()),
        "n_projects": works.n_projects,
        "n_under_way": works.n_under_way,
        "n_late": works.n_late,
        "gap_closed_share": known(works.share),
        "gap_closed_share_lower": known(works.share_lower),
        "gap_closed_share_upper": known(works.share_upper),
        "closing_date": works.date,
        **asdict(national(facts, verbs.keys())),
        **dict(zip(IMPORTS, import_dependence(facts), strict=True)),
    }
    return COLUMNS.finding(values, (facts.chain.code,), partial(_trace, facts, kept, list(verbs), works))


def _kept(facts: Facts, kept: Kept | None) -> dict[str, object]:
    names = ("rs", "rs_lower", "rs_upper", "rs_min", "rs_min_lower", "rs_min_upper", "worst", "worst_name")
    if kept is None:
        return dict.fromkeys(names)
    worst = kept.entities.ids[kept.worst]
    figures = [known(x) for x in (*kept.mean, *kept.least)]
    return dict(zip(names, [*figures, worst, facts.names.entity(ENTITY, worst)], strict=True))


def _choke_points(facts: Facts, horizon_days: float, grade: str) -> dict[str, int | None]:
    """Proven choke points among control groups, and those of them graded red; None where no final output tells."""
    if not len(facts.members.finals.node):
        return {"n_choke_points": None, "n_red": None}
    entities, _ = facts.outages.entities(ENTITY)
    figures = facts.outages.figures(ENTITY, horizon_days)
    verdicts, grades = list(figures.verdicts()), risk_grades(facts, entities, figures, grade)
    return {
        "n_choke_points": verdicts.count("yes"),
        "n_red": [*zip(verdicts, grades, strict=True)].count(("yes", "red")),
    }


def _trace(facts: Facts, kept: Kept | None, gaps: Sequence[str], works: Closing) -> Trace:
    """The worst case's rows of list 06, products with a gap, those counted in national words, projects that close."""
    told = ("product", "added_capacity", "phase", "commission_date")
    refs: list[Ref] = [("projects", row, told) for row in works.rows]
    refs += product_refs(facts.snapshot, gaps) + national_refs(facts)
    if kept is not None:
        refs += capacity_refs(facts.network, kept.entities.nodes_of(kept.worst).tolist())
    return unique(refs)


QUESTION = Question(
    name="portfolio",
    asks="各条产业链放在一起看：最坏还剩多少、缺什么、在建项目能补上多少？",
    asks_en="All chains side by side: what does each keep at worst, what does it lack, how much will projects close?",
    asked=Parameters,
    columns=COLUMNS,
    way=Joined(_run),
    brief=("chain", "rs_min", "rs", "worst_name", "n_choke_points", "n_missing", "n_weak", "gap_closed_share"),
)
