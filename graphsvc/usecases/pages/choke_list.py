"""Page: the choke points of a chain, most days of output lost first, narrowed by facets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from graphsvc.domain.answers import Answer
from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.pages import (
    Block,
    Facets,
    Goto,
    Line,
    Linked,
    Links,
    Listing,
    Page,
    Plain,
    Tile,
    Tiles,
)
from graphsvc.domain.report import Amount, Cell, Coded
from graphsvc.domain.sentences import Said
from graphsvc.domain.values import Values
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.amounts import loss_money, money
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.counting import is_red
from graphsvc.usecases.pages.facets import ALL, FacetOf, one_of, page_start
from graphsvc.usecases.pages.told import entity_cell
from graphsvc.usecases.pages.waiting import few_data
from graphsvc.usecases.report.asking import bounded
from graphsvc.usecases.report.outage_told import HORIZON_DAYS

PAGE = 50
"""Lines of a page."""
NAMED = 6
"""Products of one line before the rest is counted."""
GRADES = ("red", "orange", "yellow", "green", "grey")
VERDICTS = ("yes", "unknown", "no")
KINDS = tuple(kind for kind in ENTITY_TYPES if kind != "corridor")
COLUMNS = (
    "name", "products", "grade", "loss_value", "loss", "impact", "stop_day", "recover_day", "gap", "n_buyers",
    "verdict",
)  # fmt: skip
DEFAULT_KIND, DEFAULT_VERDICT = "group", "yes"


def choke_list(
    analyst: Analyst, chain: str, region: str | None, at: str, asked: Mapping[str, str], *, whole: bool = False
) -> Page:
    """Choke points of ``chain``; ``asked``: entity, verdict, grade and page of the address; ``whole``: on one page.

    Raises
    ------
    ParameterError
        A value of a facet that is none.
    """
    kind = one_of("entity", asked.get("entity", DEFAULT_KIND), KINDS)
    verdict = one_of("verdict", asked.get("verdict", DEFAULT_VERDICT), (*VERDICTS, ALL))
    grade = one_of("grade", asked.get("grade", ""), ("", *GRADES))
    given = {"chain": chain, "region": region, "entity": kind, "horizon_days": HORIZON_DAYS, "l1plus": "none"}
    answer = analyst.ask("choke-points", given, at)
    space = analyst.workspace(at)
    facts = space.facts(space.scope(chain, region))
    rows = [(f.values, e) for f, e in zip(answer.findings, answer.evidence_ids, strict=True)]
    here = f"/chains/{chain}/choke-points"
    query: dict[str, Plain] = {
        "entity": None if kind == DEFAULT_KIND else kind,
        "verdict": None if verdict == DEFAULT_VERDICT else verdict,
        "grade": grade or None,
    }
    chosen = [r for r in rows if (verdict == "all" or r[0]["is_choke_point"] == verdict)]
    narrowed = [r for r in chosen if not grade or r[0]["risk_grade"] == grade]
    first, size = (0, len(narrowed)) if whole else (page_start(asked.get("page", ""), len(narrowed), PAGE), PAGE)
    value = facts.members.final_value
    lines = tuple(_line(facts, v, e, here, value, whole) for v, e in narrowed[first : first + size])
    facet = FacetOf(here, query)
    of_kind = facet("entity", KINDS, "entity_type", chosen=kind, default=DEFAULT_KIND)
    verdicts = Counter(v["is_choke_point"] for v, _ in rows)
    of_verdict = facet(
        "verdict", VERDICTS, "truth", chosen=verdict, default=DEFAULT_VERDICT, counts=verdicts, every=len(rows)
    )
    grades = Counter(v["risk_grade"] for v, _ in chosen)
    of_grade = facet("grade", GRADES, "risk_grade", chosen=grade, counts=grades, every=len(chosen))
    blocks: list[Block] = []
    if answer.grade == "D":
        blocks.append(few_data(chain))
    blocks += [
        _figures(answer, facts),
        Links((("why", Goto(f"/chains/{chain}/why"), False),)),
        Facets((of_kind, of_verdict, of_grade)),
        Listing("choke", COLUMNS, lines, len(narrowed), first, PAGE),
    ]
    return Page("choke_points", "choke-points", tuple(blocks), {"chain": facts.chain.name})


def _figures(answer: Answer, facts: Facts) -> Tiles:
    summary = answer.summary
    told = [
        Tile("n_choke_points", summary.get("n_choke_points", 0), help="choke"),
        Tile("n_red", sum(is_red(f.values) for f in answer.findings), "red", help="risk"),
        Tile("n_undecided", summary.get("n_unknown", 0), help="unknown"),
        Tile("value_per_day", money(facts.members.final_value)),
        Tile("data_grade", answer.grade, help="grade"),
        Tile("completeness", Amount(answer.completeness, "share", 0)),
    ]
    return Tiles(tuple(told))


def _line(facts: Facts, values: Values, evidence: str, here: str, per_day: float | None, whole: bool) -> Line:
    products = tuple(facts.names.product(code) for code in values["products"])
    to = Goto(f"{here}/{values['entity_type']}/{values['entity_id']}")
    cells: tuple[Cell | Linked, ...] = (
        Linked(entity_cell(values["entity_type"], values["entity_id"], values["name"]), to),
        products if whole else some(products),
        Coded("risk_grade", values["risk_grade"]),
        loss_money(values, per_day),
        bounded(values, "loss_days", "full_d"),
        bounded(values, "impact", "share", 0),
        bounded(values, "tts_days", "d"),
        bounded(values, "ttr_days", "d"),
        bounded(values, "gap_days", "d"),
        values["n_buyers"],
        Coded("truth", values["is_choke_point"]),
    )
    return Line(cells, evidence, values["risk_grade"])


def some(names: tuple[str, ...]) -> Cell:
    """The first few of many names, and how many there are."""
    return names if len(names) <= NAMED else (*names[:NAMED], Said("n_products_in_all", {"n": len(names)}))
