"""The worked example through the questions: what each outage does, resilience, needs, links, sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphsvc.domain.results import Finding
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.selfcheck.published import Value

BLENDER, RUBBER_MAKER = "91370300FAKE011046", "91370300FAKE01032D"
LARGE, SMALL = "91370500FAKE010162", "91371000FAKE01024F"
"""The two makers of tyres."""
SUFFICIENCY = ("P020301", "P020401", "P020502", "P020602", "P020601", "P020101")
CORD, CHEMICAL = "P020502", "P020602"
_FIGURES = ("kept_l1", "kept_l1plus", "tts_days", "ttr_days", "gap_days", "loss_days")


def tyres(analyst: Analyst) -> dict[tuple[str, str], list[Value]]:
    """Every printed figure of the example."""
    found: dict[tuple[str, str], list[Value]] = {}
    rows: dict[str, Mapping[str, Any]] = {}
    for kind in ("firm", "group"):
        asked = analyst.ask("choke-points", {"entity": kind, "l1plus": "all"}).findings
        rows.update({f.values["entity_id"]: f.values for f in asked})
    for entity, row in rows.items():
        about = entity if entity.startswith("ext:") else row["name"]
        found["tyre_outage", about] = [len(row["fallen"]), *(row[name] for name in _FIGURES), row["risk_grade"]]
    blender = rows[BLENDER]
    found["fast_bounds", "示例中间体"] = [blender["tts_fast_lower"], blender["tts_fast_upper"]]
    return found | _resilience(analyst) | _hits(analyst) | _links(analyst)


def _resilience(analyst: Analyst) -> dict[tuple[str, str], list[Value]]:
    firms, groups = (analyst.ask("resilience", {"entity": kind}) for kind in ("firm", "group"))
    told = [answer.summary for answer in (firms, groups)]
    return {
        ("loss_sum", "12 firms, 11 groups"): [_sum(answer.findings) for answer in (firms, groups)],
        ("resilience", "RS_90 12 firms, 11 groups; min"): [told[0]["rs"], told[1]["rs"], told[1]["rs_min"]],
    }


def _sum(findings: tuple[Finding, ...]) -> float:
    return float(sum(f.values["loss_days"] for f in findings))


def _hits(analyst: Analyst) -> dict[tuple[str, str], list[Value]]:
    hit = analyst.ask("firm-outage", {"firm": RUBBER_MAKER, "days": 30}).findings
    first = {f.values["firm_id"]: f.values["first_day"] for f in hit}
    (need,) = analyst.ask("backup-plan", {"entity_id": BLENDER}).summary["need"]
    return {
        ("first_days", "示例合成胶, 30 d"): [first[LARGE], first[SMALL]],
        ("backup_need", "示例中间体"): [need[name] for name in ("gross", "stock_upstream", "stock_downstream", "need")],
    }


def _links(analyst: Analyst) -> dict[tuple[str, str], list[Value]]:
    missing = analyst.ask("missing-links", {}).summary
    weak = {f.values["product_code"]: f.values for f in analyst.ask("weak-links", {}).findings}
    sources = analyst.ask("single-sources", {}).findings
    bought = {(f.values["buyer_id"], f.values["product_code"]): f.values for f in sources}
    return {
        ("completeness", "7/9, 7/8"): [missing["completeness_cp_all"], missing["completeness_cp"]],
        ("self_sufficiency", ""): [weak[product]["ssr"] for product in SUFFICIENCY],
        ("sources", "示例轮胎一厂"): [bought[LARGE, product]["n_eff"] for product in (CORD, CHEMICAL)],
    }
