"""Page: what an analyst opens in the morning. Per chain its state in sentences, then what changed, warns or is late."""

from __future__ import annotations

from collections.abc import Mapping

from graphsvc.domain.answers import Answer
from graphsvc.domain.pages import (
    Block,
    Drawn,
    Folded,
    Goto,
    Line,
    Linked,
    Links,
    Listing,
    Page,
    Panel,
    Sentences,
    Tile,
    Tiles,
)
from graphsvc.domain.report import Amount, Cell, Coded, PortfolioBar, PortfolioPicture, Saying
from graphsvc.domain.sentences import Code, Joined, Wording
from graphsvc.domain.values import Values
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.amounts import loss_money
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.counting import is_red
from graphsvc.usecases.pages.told import few_of
from graphsvc.usecases.pages.waiting import few_data, upload_form
from graphsvc.usecases.report.asking import bounded, span
from graphsvc.usecases.report.outage_told import HORIZON_DAYS

LINES = 8


def today(analyst: Analyst, region: str | None, at: str) -> Page:
    """State, changes since the version before, early warnings and overdue problems of every chain."""
    space = analyst.workspace(at)
    bars, panels = [], []
    since = _Since(analyst, region, at)
    warnings = analyst.ask("early-warning", {"region": region}, at)
    overdue = analyst.ask("overdue-issues", {"region": region}, at)
    for code in space.snapshot.chains:
        facts = space.facts(space.scope(code, region))
        about = {"chain": code, "region": region, "horizon_days": HORIZON_DAYS}
        resilience = analyst.ask("resilience", about, at)
        choke = analyst.ask("choke-points", {**about, "l1plus": "none"}, at)
        missing = analyst.ask("missing-links", {"chain": code, "region": region}, at)
        s = resilience.summary
        bars.append(PortfolioBar(facts.chain.name, span(s, "rs"), span(s, "rs_min"), resilience.grade))
        panels.append(_chain(facts, resilience, choke, missing, since, (warnings, overdue)))
    parts: list[Block] = [Drawn(PortfolioPicture(tuple(bars), HORIZON_DAYS))] if len(bars) > 1 else []
    return Page("today", "today", (since.said(), *panels, *parts, Folded("bring_files", (upload_form(),))))


class _Since:
    """What changed since the version before, where there is one: a first version has nothing to be compared with, a
    chain that is new in this one neither."""

    def __init__(self, analyst: Analyst, region: str | None, at: str) -> None:
        known = [version.version_id for version in analyst.versions()]
        self.at, self.before = at, next(iter(known[known.index(at) + 1 :]), None)
        answer = analyst.ask("changes", {"region": region}, at) if self.before else None
        self.rows = [] if answer is None else list(zip(answer.findings, answer.evidence_ids, strict=True))
        self.chains = set(analyst.workspace(self.before).snapshot.chains) if self.before else set()

    @property
    def compared(self) -> Goto:
        """The two versions side by side."""
        return Goto(f"/versions/{self.before}..{self.at}")

    def said(self) -> Sentences:
        """What changes are counted from."""
        if self.before is None:
            return Sentences(((Saying("today_first"), None),))
        return Sentences(((Saying("today_since", {"version": self.before}), self.compared),))

    def of(self, chain: str) -> list[tuple[Values, str]]:
        """Changes of one chain, each with its evidence id."""
        if chain not in self.chains:
            return []
        return [(finding.values, evidence) for finding, evidence in self.rows if finding.values["chain_code"] == chain]

    def tile(self, chain: str) -> Tile:
        """How many there are, or why there is nothing to count."""
        if self.before is None:
            return Tile("n_changes", Coded("since", "first"))
        if chain not in self.chains:
            return Tile("n_changes", Coded("since", "new_chain"))
        return Tile("n_changes", Linked(len(self.of(chain)), self.compared))


def _chain(
    facts: Facts, resilience: Answer, choke: Answer, missing: Answer, since: _Since, told: tuple[Answer, Answer]
) -> Panel:
    code = facts.chain.code
    home = f"/chains/{code}"
    changes = since.of(code)
    warnings, overdue = ([f.values for f in a.findings if f.values["chain_code"] == code] for a in told)
    evidence = [dict(zip([id(f.values) for f in a.findings], a.evidence_ids, strict=True)) for a in told]
    s = resilience.summary
    worst = next((f.values for f in choke.findings if f.values["is_choke_point"] == "yes"), None)
    n_missing = sum(f.values["is_missing"] == "yes" for f in missing.findings)
    n_choke, n_red = choke.summary.get("n_choke_points", 0), sum(is_red(f.values) for f in choke.findings)
    few = Coded("truth", "unknown")
    figures = Tiles(
        (
            Tile("rs", bounded(s, "rs", "percent"), help="rs"),
            Tile("rs_min", bounded(s, "rs_min", "percent"), help="rs"),
            Tile("n_choke_points", Linked(n_choke, Goto(f"{home}/choke-points")), help="choke"),
            Tile("n_red", Linked(n_red, Goto(f"{home}/choke-points", {"grade": "red"})), "red", "risk"),
            Tile("n_missing", few if missing.grade == "D" else Linked(n_missing, Goto(home, {"status": "missing"}))),
            since.tile(code),
            Tile("n_warnings", len({(v["alert"], v["firm_id"], v["product_code"]) for v in warnings})),
            Tile("n_overdue", len(overdue)),
        )
    )
    blocks: list[Block] = [_state(facts, resilience, worst, home), figures]
    if changes:
        lines = tuple(_change(v, e, home) for v, e in changes)
        blocks.append(
            Listing(
                "changes",
                ("finding", "change", "object", "before", "after", "why"),
                lines,
                len(changes),
                most=LINES,
                part=code,
            )
        )
    if warnings:
        lines = tuple(_warning(v, evidence[0][id(v)]) for v in warnings)
        blocks.append(
            Listing(
                "warnings",
                ("firm", "product", "drop", "downstream", "runs_short"),
                lines,
                len(warnings),
                most=LINES,
                part=code,
            )
        )
    if overdue:
        lines = tuple(_overdue(v, evidence[1][id(v)]) for v in overdue)
        blocks.append(
            Listing(
                "overdue", ("issue", "about", "days_over", "loss", "owner"), lines, len(overdue), most=LINES, part=code
            )
        )
    links = (("map", Goto(home), False), ("chief_page", Goto(f"{home}/chief"), False))
    blocks.append(Links(links))
    return Panel(None, (Sentences(((Saying("today_chain", {"chain": facts.chain.name}), Goto(home)),)), *blocks), code)


def _state(facts: Facts, resilience: Answer, worst: Values | None, home: str) -> Sentences:
    if resilience.grade == "D":
        return few_data(facts.chain.code)
    if worst is None:
        return Sentences(((Saying("today_calm"), None),), "green")
    to = Goto(f"{home}/choke-points/{worst['entity_type']}/{worst['entity_id']}")
    told: dict[str, Cell] = {
        "name": worst["name"],
        "products": few_of([facts.names.product(code) for code in worst["products"]]),
        "survive": bounded(worst, "tts_days", "d"),
        "recover": bounded(worst, "ttr_days", "d"),
        "loss": bounded(worst, "loss_days", "full_d"),
        "money": loss_money(worst, facts.members.final_value),
    }
    return Sentences(((worst_said(told), to),), worst["risk_grade"])


def worst_said(told: Mapping[str, Cell]) -> Saying:
    """The worst choke point in a sentence, with its money where that is known."""
    money = told["money"]
    is_known = isinstance(money, Amount) and money.value is not None
    return Saying("today_worst" if is_known else "today_worst_days", told)


def _change(v: Values, evidence: str, home: str) -> Line:
    def said(name: str) -> Cell:
        code = v[name]
        vocabulary = "risk_grade ladder reason source_kind issue_status truth"
        parts: tuple[Wording, ...] = () if code is None else tuple(Code(vocabulary, c) for c in str(code).split("、"))
        return Joined(parts, "、") if parts else None

    shown: Cell | Linked = v["name"]
    if v["kind"] == "choke_point" and v["change"] != "closed":
        shown = Linked(v["name"], Goto(f"{home}/choke-points/group/{v['object']}"))
    cells = (Coded("change_kind", v["kind"]), Coded("change", v["change"]), shown, said("before"), said("after"),
             Coded("change_reason", v["reason"]))  # fmt: skip
    return Line(cells, evidence)


def _warning(v: Values, evidence: str) -> Line:
    cells = (
        Linked(v["name"], Goto(f"/firms/{v['firm_id']}")),
        v["product_name"],
        Amount(v["drop"], "share", 0),
        Linked(v["downstream_name"], Goto(f"/firms/{v['downstream_firm_id']}")) if v["downstream_firm_id"] else None,
        bounded(v, "days_to_shortage", "d"),
    )
    return Line(cells, evidence)


def _overdue(v: Values, evidence: str) -> Line:
    name = Linked(v["name"], Goto(f"/firms/{v['entity_id']}")) if v["entity_id"] else None
    cells = (v["description"] or v["issue_no"], name, Amount(v["days_over"], "d", 0), Amount(v["loss_days"], "full_d"),
             v["owner"])  # fmt: skip
    return Line(cells, evidence, v["risk_grade"])
