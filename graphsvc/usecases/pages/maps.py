"""Pages: the map of a chain, by stage and in lanes. What a filter leaves out steps back; beside the picture stands what
is selected."""

from __future__ import annotations

from collections import Counter

from graphsvc.domain.answers import Answer
from graphsvc.domain.chain_map import ChainMap
from graphsvc.domain.columns import columns
from graphsvc.domain.notices import Lang
from graphsvc.domain.pages import (
    Block,
    Columns,
    Goto,
    Line,
    Linked,
    Links,
    Listing,
    MapDrawn,
    Page,
    Sentences,
)
from graphsvc.domain.report import Amount, Cell, Coded, Saying
from graphsvc.domain.results import Finding
from graphsvc.domain.values import Values
from graphsvc.usecases.maps.chain_map import MAX_BOXES
from graphsvc.usecases.pages.map_asked import MapAsked, Plan, find_on_map, plan_picture
from graphsvc.usecases.pages.map_filters import figures, finder, is_filtered, kept
from graphsvc.usecases.pages.map_ground import BAD, MapGround
from graphsvc.usecases.pages.map_panel import panel, unfound
from graphsvc.usecases.pages.waiting import few_data

COLUMNS = columns(
    "map", "product_code", "product_name", "position", "stage_name", "status", "n_firms", "entity_name", "risk_grade",
    "loss_days", "tts_days", "ttr_days",
)  # fmt: skip
"""What the rows of a picture tell."""


def map_page(ground: MapGround, asked: MapAsked, lang: Lang, *, by_stage: bool) -> Page:
    """The panorama (``by_stage``) or the lane graph of a chain."""
    plan = plan_picture(ground, asked, by_stage=by_stage)
    drawn = ground.draw(plan.wanted, lang)
    found = find_on_map(ground, asked.selected)
    block = picture(ground, asked, drawn, found.code)
    name = {"chain": ground.facts.chain.name}
    if asked.paper:
        return Page("map_paper", "panorama", (block,), name, paper=asked.paper)
    middle: Block = _table(ground, asked, drawn) if asked.view == "table" else block
    told: list[Block] = [
        figures(ground, asked),
        finder(ground, asked, has_focus=not by_stage),
        _about(ground, asked, plan, drawn),
    ]
    if ground.answers.missing.grade == "D":
        told.insert(0, few_data(ground.facts.chain.code))
    bad = _bad(ground, asked, drawn, found.code)
    blocks: list[Block] = [*told, *([bad] if bad else [])]
    if plan.unknown is not None:
        blocks.append(unfound(ground, asked, asked.focus, plan.unknown, "focus"))
    if found.code is None and asked.selected:
        blocks.append(unfound(ground, asked, asked.selected, found, "sel"))
    if found.code is None:
        blocks.append(middle)
    else:
        if found.code not in drawn_products(drawn):
            facts: dict[str, Cell] = {
                "name": ground.facts.names.product(found.code),
                "stage": ground.stage_name(ground.group_of(found.code)),
            }
            to = Goto(f"/chains/{ground.facts.chain.code}/graph", {"focus": found.code, "sel": found.code})
            blocks.append(Sentences(((Saying("map_not_drawn", facts), to),), "warn"))
        blocks.append(Columns((middle,), (panel(ground, asked, found.code, lang),)))
    key = "map_by_stage" if by_stage else "map_lanes"
    return Page(key, "panorama", tuple(blocks), name, scripts=("maps.js",))


def picture(ground: MapGround, asked: MapAsked, drawn: ChainMap, selected: str | None) -> MapDrawn:
    """The picture with everything asked of it."""
    home = f"/chains/{ground.facts.chain.code}"
    dimmed = frozenset(ground.order) - kept(ground, asked) - {selected} if is_filtered(asked) else frozenset()
    return MapDrawn(
        drawn,
        here=asked.goto(sel=None, v=None, paper=None),
        stage=Goto(f"{home}/graph", {"k": 1}),
        selected=selected,
        dimmed=dimmed,
        by_loss=asked.mark == "loss",
        camera=asked.camera,
        paper=asked.paper,
        page=asked.path,
        files=Goto(f"{home}/picture.svg", {"of": "stages" if asked.path == home else None, **asked.query(paper=None)}),
    )


def map_rows(ground: MapGround, asked: MapAsked, lang: Lang, *, by_stage: bool) -> Answer:
    """The products of the picture that pass its filters, worst first, as an answer to be written as a file."""
    drawn = ground.draw(plan_picture(ground, asked, by_stage=by_stage).wanted, lang)
    shown = _shown(ground, asked, drawn)
    given = {"chain": ground.facts.chain.code, "region": ground.facts.scope.region or None, **asked.query(v=None)}
    snapshot, missing = ground.facts.snapshot, ground.answers.missing
    proof = _proof(ground)
    names = {slot[0]: slot for slot in ground.slots.groups}
    firms = {box.product_code: len(box.firms) for box in drawn.boxes}
    findings = []
    for code in shown:
        risk, group = ground.risks.get(code), ground.group_of(code)
        values = {
            "product_code": code,
            "product_name": ground.facts.names.product(code),
            "position": names[group][3] or None,
            "stage_name": ground.stage_name(group),
            "status": ground.statuses[code],
            "n_firms": firms[code],
            "entity_name": risk.name if risk else None,
            "risk_grade": risk.grade if risk else None,
            "loss_days": risk.loss_days if risk else None,
            "tts_days": risk.survive_days if risk else None,
            "ttr_days": risk.recover_days if risk else None,
        }
        findings.append(COLUMNS.finding(values, (code,)))
    return _answer(ground, missing, given, findings, tuple(proof.get(code, "") for code in shown), snapshot.secrecy)


def _answer(
    ground: MapGround, missing: Answer, given: Values, findings: list[Finding], proof: tuple[str, ...],
    secrecy: str | None,
) -> Answer:  # fmt: skip
    return Answer(
        question="map",
        version_id=missing.version_id,
        content_hash=missing.content_hash,
        secrecy=secrecy,
        parameters=given,
        columns=COLUMNS,
        findings=tuple(findings),
        evidence_ids=proof,
        summaries={ground.facts.chain.code: {"n_products": ground.totals.n_products, "n_rows": len(findings)}},
        notices=missing.notices,
        completeness=missing.completeness,
        grade=missing.grade,
        truncated=None,
        n_rows=len(findings),
    )


def drawn_products(drawn: ChainMap) -> tuple[str, ...]:
    """Products that have a box in the picture."""
    whole = drawn.panorama
    if whole is None:
        return tuple(box.product_code for box in drawn.boxes)
    shown = zip(whole.stages, whole.layout.n_shown, strict=True)
    return tuple(code for stage, n in shown for code in stage.chips[:n])


def _shown(ground: MapGround, asked: MapAsked, drawn: ChainMap) -> list[str]:
    """Products of the picture that do not step back, worst first."""
    own = set(drawn_products(drawn)) & kept(ground, asked)
    return [code for code in ground.order if code in own]


def _proof(ground: MapGround) -> dict[str, str]:
    """Per product the finding that tells most: its worst choke point, else whether it is missing."""
    answers = ground.answers
    pairs = zip(answers.missing.findings, answers.missing.evidence_ids, strict=True)
    found = {finding.values["product_code"]: evidence for finding, evidence in pairs}
    for finding, evidence in reversed(answers.proven):
        found.update(dict.fromkeys(finding.values["products"], evidence))
    return found


def _about(ground: MapGround, asked: MapAsked, plan: Plan, drawn: ChainMap) -> Sentences:
    """What of the chain is drawn, and what stands folded."""
    codes = drawn_products(drawn)
    total = ground.totals.n_products
    told: list[tuple[Saying, Goto | None]] = []
    if plan.n_wanted:
        facts: dict[str, Cell] = {"n": plan.n_wanted, "most": MAX_BOXES, "k": asked.hops - 1}
        fewer = asked.focus and asked.hops > 1
        to = asked.goto(k=None if asked.hops == 3 else asked.hops - 1) if fewer else None
        told.append((Saying("map_too_many_hops" if fewer else "map_too_many", facts), to))
    told.append((Saying("map_whole", {"n": total}), None) if len(codes) == total
                else (Saying("map_part", {"shown": len(codes), "all": total}), None))  # fmt: skip
    if is_filtered(asked):
        clear = asked.goto(status=None, grade=None, city=None, stage=None)
        own = kept(ground, asked)
        facts = {"n": len(own), "drawn": len(own.intersection(codes)), "all": total}
        told.append((Saying("map_filtered", facts), clear))
    others = foreign_products(ground)
    if others:
        chains = tuple(name for name, _ in others)
        told.append((Saying("map_folded", {"n": sum(n for _, n in others), "chains": chains}), None))
    return Sentences(tuple(told), "warn" if plan.n_wanted else None)


def foreign_products(ground: MapGround) -> list[tuple[str, int]]:
    """Other chains (by name) whose products this map holds, and how many."""
    snapshot, own = ground.facts.snapshot, ground.facts.chain.code
    listed = {row["product_code"] for row in snapshot.tables.rows("products") if row["slot_chain"] == own}
    slots = Counter(ground.facts.names.row(code)["slot_chain"] for code in ground.order if code not in listed)
    named = {code: info.name for code, info in snapshot.chains.items()}
    return [(named.get(code, code), n) for code, n in slots.most_common()]


def _bad(ground: MapGround, asked: MapAsked, drawn: ChainMap, selected: str | None) -> Links | None:
    """The way to the next product with something wrong, worst first, round and round."""
    passing = (
        kept(ground, asked)
        if asked.path != f"/chains/{ground.facts.chain.code}/graph"
        else set(_shown(ground, asked, drawn))
    )
    codes = [c for c in ground.order if c in passing and (ground.statuses[c] in BAD or c in ground.risks)]
    own = asked.query(v=None, view=None, paper=None, sel=None)
    is_lanes = asked.path.endswith("/graph")
    of = {"of": None if is_lanes else "stages"}
    rows = Goto(f"/chains/{ground.facts.chain.code}/map-rows", {**of, **own, "format": "xlsx"})
    links: list[tuple[str, Goto, bool]] = []
    if codes:
        after = codes[(codes.index(selected) + 1) % len(codes)] if selected in codes else codes[0]
        links.append(("next_bad", asked.goto(sel=after, v=None), False))
    swap = asked.path.removesuffix("/graph") if is_lanes else f"{asked.path}/graph"
    links.append(("to_stages" if is_lanes else "to_lanes", Goto(swap), False))
    is_table = asked.view == "table"
    links.append(("to_picture" if is_table else "to_table", asked.goto(view=None if is_table else "table"), False))
    links.append(("rows_xlsx", rows, True))
    return Links(tuple(links))


def _table(ground: MapGround, asked: MapAsked, drawn: ChainMap) -> Listing:
    """The picture as a table."""
    firms = {box.product_code: len(box.firms) for box in drawn.boxes}
    proof = _proof(ground)
    lines = []
    for code in _shown(ground, asked, drawn):
        risk = ground.risks.get(code)
        cells = (
            Linked(ground.facts.names.product(code), asked.goto(sel=code)),
            ground.stage_name(ground.group_of(code)),
            Coded("status", ground.statuses[code]),
            firms[code],
            risk.name if risk else None,
            Coded("risk_grade", risk.grade) if risk else None,
            Amount(risk.loss_days, "full_d") if risk else None,
        )
        lines.append(Line(cells, proof.get(code), risk.grade if risk else None))
    names = ("product", "stage", "status", "n_makers", "worst_choke", "grade", "loss")
    return Listing("map_rows", names, tuple(lines), len(lines))
