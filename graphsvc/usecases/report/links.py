"""Parts of a chain's report about stages, sources, missing and weak links, and what is not known."""

from __future__ import annotations

from typing import Any

from graphsvc.domain.places import sheet_rows
from graphsvc.domain.report import (
    Amount,
    Cell,
    Coded,
    ConcentrationPicture,
    CoverageBar,
    CoveragePicture,
    Note,
    Picture,
    Row,
    Saying,
    Section,
    StageBox,
    StagePicture,
    Table,
    Way,
)
from graphsvc.domain.values import Values
from graphsvc.judgements.trace import declaration_refs
from graphsvc.usecases.counting import SINGLE
from graphsvc.usecases.report.answers import ChainAnswers
from graphsvc.usecases.report.asking import Said, bounded, cut, listed, share, stated
from graphsvc.usecases.report.choke import worst_missing
from graphsvc.usecases.report.filling import filling_pictures
from graphsvc.usecases.report.summary import SOURCE_COUNTS, link_notes, source_notes

STAGES = 72
"""Stages drawn; a chain of more shows its first level."""
BARS = 5
SHOWN = 6
WAYS = 3
TARGETS = 5
LISTS = ("03", "04", "05", "06", "07")
"""Lists the findings of a report rest on."""
_KINDS = (*SINGLE, "dominant", "unknown")
_BADNESS = {"missing": 0, "single_source": 1, "weak": 2, "unknown": 3, "normal": 4, "strong": 5}


def stage_section(answers: ChainAnswers) -> Section:
    """The chain as a strip of stages."""
    rows = answers.stages.rows
    order = {"上游": 0, "中游": 1, "下游": 2, "配套支撑": 3}
    boxes = [_stage_box(r) for r in rows]
    boxes.sort(key=lambda b: order.get(b.position, 4))
    note = answers.stages.note("status")
    by_status = answers.stages.summary["by_status"]
    cells: dict[str, Cell] = {name: by_status.get(name, 0) for name in _BADNESS}
    cells["n"] = len(boxes)
    picture = StagePicture(tuple(boxes[:STAGES]), max(0, len(boxes) - STAGES), (note,))
    blocks: list[Table | Picture] = [picture, *_coverage(answers)]
    return Section("stages", answers.stages.grade, (Saying("stages_say", cells, (note,)),), tuple(blocks))


def _stage_box(r: Values) -> StageBox:
    of_status = sum(p["status"] == r["status"] for p in r["by_product"])
    counts = (r["n_firms"], len(r["by_product"]), of_status)
    return StageBox(r["stage_name"], r["position"] or "", r["status"], *counts)


def _coverage(answers: ChainAnswers) -> list[Picture]:
    """Stages with a firm; industry codes covered, where the catalogue can tell."""
    rows = answers.stages.rows
    made = sum(bool(r["n_firms"]) for r in rows)
    unknown = sum(not r["n_firms"] and r["status"] == "unknown" for r in rows)
    bars = [CoverageBar("stage", made, len(rows) - made - unknown, unknown, answers.stages.grade)]
    notes = [answers.stages.note("n_firms")]
    for level, said in answers.coverage.items():
        total, covered = int(said.summary["n_total"]), int(said.summary["n_covered"])
        unknown = sum(r["covered"] == "unknown" for r in said.rows)
        bars.append(CoverageBar(level, covered, total - covered - unknown, unknown, said.grade))
        notes.append(said.note("n_covered, n_total"))
    return [CoveragePicture(tuple(bars), tuple(notes))]


def sources_section(answers: ChainAnswers) -> Section:
    """Single, disguised and hidden sources, and how concentrated the makers are."""
    snapshot = answers.facts.snapshot
    found = [r for r in answers.single.rows if r["kind"] != "unknown"]
    found.sort(key=lambda r: (_KINDS.index(r["kind"]), r["product_code"], -(r["share"] or 0.0)))

    def line(r: Values) -> Row:
        return Row(
            (
                r["name"],
                r["product_name"],
                Coded("source_kind", r["kind"]),
                tuple(r["supplier_names"]),
                stated(snapshot, Amount(r["share"], "share", 0, r["share_lower"], r["share_upper"]), r, "share_buyer"),
                Amount(r["n_eff"], "number", 2),
                len(r["alternatives"]),
            ),
            r["_note"],
        )

    columns = ("buyer", "product", "kind", "suppliers", "share", "n_eff", "n_alternatives")
    blocks: list[Table | Picture] = [listed("single", columns, found, line, "single-sources", SHOWN)]
    hidden = [r for r in answers.hidden.rows if r["is_hidden"] == "yes"]
    if hidden:
        blocks.append(_hidden(answers, hidden))
    blocks += _concentration(answers)
    c = answers.counts
    cells: dict[str, Cell] = {k: getattr(c, k) for k in (*SOURCE_COUNTS, "dominant")}
    cells["unknown"] = c.single_unknown
    says = Saying("sources_say", cells, source_notes(answers))
    grade = max(answers.single.grade, answers.hidden.grade)
    return Section("sources", grade, (says,), tuple(b for b in blocks if not isinstance(b, Table) or b.rows))


def _hidden(answers: ChainAnswers, rows: list[Any]) -> Table:
    n, facts = answers.facts.network, answers.facts

    def step(at: Any) -> tuple[str, str]:
        firm = n.firm_index.get(at["firm_id"])
        return (n.firm_names[firm] if firm is not None else at["firm_id"], facts.names.product(at["product_code"]))

    def line(r: Values) -> Row:
        return Row(
            (
                r["name"],
                r["product_name"],
                r["entity_name"],
                Amount(r["depth"], "steps", 0),
                Way(tuple(step(at) for at in r["path"])),
            ),
            r["_note"],
        )

    return listed("hidden", ("buyer", "product", "hangs_on", "depth", "way"), rows, line, "hidden-sources", WAYS)


def _concentration(answers: ChainAnswers) -> list[Picture]:
    finals = answers.facts.members.final_set
    rows = [r for r in answers.weak.rows if r["hhi"] is not None and r["product_code"] not in finals]
    rows.sort(key=lambda r: (-r["hhi"], r["product_code"]))
    if not rows:
        return []
    bars = tuple((r["product_name"], r["hhi"], r["n_groups"]) for r in rows[:BARS])
    line = float(str(answers.weak.answer.parameters["theta2"]))
    return [ConcentrationPicture(bars, line, max(0, len(rows) - BARS), (answers.weak.note("hhi, n_groups"),))]


def links_section(answers: ChainAnswers) -> Section:
    """Missing, weak and strong links."""
    m = answers.missing.summary
    cells: dict[str, Cell] = {
        "cp": Amount(m["completeness_cp"], "share", 1, m["completeness_cp_lower"], m["completeness_cp_upper"]),
        "cp_all": share(m["completeness_cp_all"], 1),
        "missing": answers.counts.missing,
        "unknown": answers.counts.missing_unknown,
        "weak": answers.counts.weak,
    }
    notes = link_notes(answers)
    blocks = [_missing(answers), _weak(answers)]
    if answers.strong is not None:
        blocks.append(_strong(answers.strong))
    grade = max(answers.missing.grade, answers.weak.grade)
    kept = [table for table in blocks if table.rows]
    drawn = filling_pictures(answers) if answers.gaps.grade != "D" else []
    return Section("links", grade, (Saying("links_say", cells, notes),), (*drawn, *kept))


def _missing(answers: ChainAnswers) -> Table:
    verbs = {r["product_code"]: r["verb"] for r in answers.gaps.rows}
    rows = [r for r in answers.missing.rows if r["ladder"]]
    rows.sort(key=lambda r: (r["is_missing"] != "yes", r["ladder"] == "unknown", -(r["demand"] or 0.0)))

    def line(r: Values) -> Row:
        return Row(
            (
                r["product_name"],
                Coded("truth", r["is_missing"]),
                Coded("ladder", r["ladder"]),
                Amount(r["demand"], r["unit"] or "", 2),
                r["nearest_name"],
                Coded("verb", verbs.get(r["product_code"]) or r["verb"] or "-"),
            ),
            r["_note"],
        )

    columns = ("product", "is_missing", "ladder", "demand", "nearest", "verb")
    return listed("missing", columns, rows, line, "missing-links", SHOWN)


def _weak(answers: ChainAnswers) -> Table:
    gaps: dict[str, Values] = {r["product_code"]: r for r in answers.gaps.rows}
    rows = [r for r in answers.weak.rows if r["is_weak"] == "yes"]
    rows.sort(key=lambda r: (-((gaps.get(r["product_code"]) or {}).get("loss_days") or 0.0), r["product_code"]))

    def line(r: Values) -> Row:
        gap = gaps.get(r["product_code"])
        verbs = (gap["verb"], *gap["secondary_verbs"]) if gap else ()
        reasons: tuple[Cell, ...] = tuple(Coded("reason", code) for code in r["reasons"])
        return Row(
            (
                r["product_name"],
                reasons,
                bounded(r, "ssr", "share", 0),
                bounded(r, "hhi", "number", 2),
                r["n_groups"],
                bounded(r, "import_dependence", "share", 0),
                bounded(r, "utilization", "share", 0),
                tuple(Coded("verb", verb) for verb in verbs),
            ),
            r["_note"],
        )

    columns = ("product", "reasons", "ssr", "hhi", "groups", "imports", "utilization", "verb")
    return listed("weak", columns, rows, line, "weak-links", SHOWN)


def _strong(said: Said) -> Table:
    lines = [
        Row(
            (
                r["product_name"],
                bounded(r, "ssr", "share", 0),
                bounded(r, "hhi", "number", 2),
                bounded(r, "location_quotient", "number", 2),
                share(r.get("national_share"), 1),
            ),
            r["_note"],
        )
        for r in said.rows
        if r["is_strong"] == "yes"
    ]
    return cut("strong", ("product", "ssr", "hhi", "location", "national"), lines, "strong-links", SHOWN)


def unknown_section(answers: ChainAnswers) -> Section:
    """Completeness per answer, lists not declared complete, and which blank cells to ask for next."""
    told = [
        answers.choke, answers.resilience, answers.single, answers.hidden, answers.missing, answers.weak, answers.gaps,
    ]  # fmt: skip
    quality = [
        Row(
            (
                Coded("question", said.answer.question),
                Amount(said.answer.completeness, "share", 1),
                said.answer.grade,
            ),
            said.note("completeness"),
            "grey" if said.grade == "D" else None,
        )
        for said in told
    ]
    facts = answers.facts
    lists = [_declared(answers, number) for number in LISTS]
    blocks = [cut("quality", ("question", "completeness", "grade"), quality, "", 20)]
    blocks.append(cut("lists", ("list", "declared"), lists, "", 20))
    targets = _targets(answers)
    blocks += [targets] if targets.rows else []
    open_lists = tuple(Coded("list", number) for number in LISTS if not facts.data.list_is_complete(number))
    cells: dict[str, Cell] = {
        "lists": open_lists,
        "n": answers.counts.missing_unknown,
        "weak": answers.counts.weak_unknown,
        "single": answers.counts.single_unknown,
        "hidden": answers.counts.hidden_unknown,
        "choke": answers.counts.choke_unknown,
    }
    open_rows = [
        (answers.missing, "is_missing"), (answers.weak, "is_weak"), (answers.single, "kind"),
        (answers.hidden, "is_hidden"), (answers.choke, "is_choke_point"),
    ]  # fmt: skip
    open_notes = [said.note(f"{column}=unknown", answers.proven(said, column, "unknown")) for said, column in open_rows]
    says = [Saying("unknown_say", cells, tuple(open_notes))]
    if open_lists:
        says.append(Saying("unknown_lists", cells, tuple(row.note for row in lists if row.note)[:1]))
    return Section("unknown", answers.grade if answers.is_told else "C", tuple(says), tuple(blocks))


def _declared(answers: ChainAnswers, number: str) -> Row:
    """Whether a list was declared complete, and the sheets that say so (or do not)."""
    facts = answers.facts
    places = sheet_rows(facts.snapshot.tables, declaration_refs(facts, number))
    cells = (Coded("list", number), Coded("truth", "yes" if facts.data.list_is_complete(number) else "no"))
    return Row(cells, Note(answers.missing.index, None, f"complete_lists {number}", places))


def _targets(answers: ChainAnswers) -> Table:
    """Whom to ask for what: blank cells behind the costliest outages, then suppliers whose own lists are missing."""
    n, lines = answers.facts.network, []

    def firm_name(firm_id: str) -> str:
        return n.firm_names[n.firm_index[firm_id]] if firm_id in n.firm_index else firm_id

    for item, row in worst_missing(answers, TARGETS):
        product = item.get("product_code")
        cells: tuple[Cell, ...] = (
            firm_name(str(item.get("firm_id"))),
            answers.facts.names.product(str(product)) if product else None,
            Coded("field", str(item["field"])),
            row["name"],
            Amount(row["loss_days"], "full_d", 1, row["loss_days_lower"], row["loss_days_upper"]),
        )
        lines.append(Row(cells, row["_note"]))
    note: Note = answers.hidden.note("suppliers_without_lists")
    for firm_id in answers.hidden.summary.get("suppliers_without_lists", ())[:TARGETS]:
        lines.append(Row((firm_name(firm_id), None, Coded("field", "supplier"), None, None), note))
    return cut("targets", ("firm", "product", "field", "concerns", "loss"), lines, "choke-points", SHOWN)
