"""The sheet of the gap workbook that says where each row stands in the lists, and what its priority is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphsvc.domain.labels import code_label
from graphsvc.domain.notices import Lang
from graphsvc.domain.values import Values
from graphsvc.exports.gap_cells import is_number, text_of, word
from graphsvc.exports.gap_sheets import Desk, put, row_height, write_header

FIELDS = ("no", "chain", "product", "evidence_id", "source_file", "source_sheet", "source_row", "says")
WIDTHS = [6.0, 22.0, 30.0, 36.0, 24.0, 22.0, 8.0, 96.0]
PARTS = ("loss", "value", "feasibility", "leverage", "candidates")


def write_evidence(desk: Desk) -> None:
    """Sheet 4: per gap its score, then file, sheet and row of the first lines it rests on and how many more."""
    sheet = desk.sheet("sheet_evidence", 0)
    desk.top(sheet, desk.say("evidence_title"), desk.say("evidence_note"))
    for i, width in enumerate(WIDTHS):
        sheet.set_column(i, i, width)
    write_header(desk, sheet, [word("evidence", field, desk.lang) for field in FIELDS], WIDTHS)
    r = 3
    for row in desk.document["rows"]:
        for n, line in enumerate(_lines(desk, row)):
            style = desk.body(bold=True, bg_color="#eef2f6") if n == 0 else desk.body()
            texts = [text_of(line.get(field), desk.lang) for field in FIELDS]
            sheet.set_row(r, row_height(texts, WIDTHS))
            for c, field in enumerate(FIELDS):
                put(sheet, r, c, line[field] if is_number(line.get(field)) else texts[c], style)
            r += 1


def _lines(desk: Desk, row: Values) -> list[dict[str, Any]]:
    own = {"no": row.get("no"), "chain": row.get("chain"), "product": row.get("product")}
    places = [place for place in row.get("proof") or [] if isinstance(place, Mapping)]
    lines = [{**own, "evidence_id": row.get("evidence_id"), "says": priority_text(desk, row)}]
    lines += [{**own, **place} for place in places]
    more = (row.get("n_proof") or 0) - len(places)
    if more > 0:
        lines.append({**own, "says": desk.say("more_places").format(n=more)})
    return lines


def _part(name: str, lang: Lang) -> str:
    return code_label("priority_part", name, lang)


def priority_text(desk: Desk, row: Values) -> str:
    """Priority, score and its parts in words; what is unknown is named."""
    parts: Mapping[str, object] = row.get("priority_parts") or {}
    known = [f"{_part(name, desk.lang)} {parts[name]:.2f}" for name in PARTS if is_number(parts.get(name))]
    open_ = [_part(name, desk.lang) for name in PARTS if name in (row.get("priority_unknown") or ())]
    score = row.get("priority_score")
    said = (
        desk.say("score").format(priority=text_of(row.get("priority"), desk.lang), score=f"{score:.2f}")
        if (is_number(score))
        else ""
    )
    parts_said = ", ".join(known)
    upper = row.get("priority_score_upper")
    most = f"{upper:.2f}" if is_number(upper) else "1.00"
    unknown = desk.say("unknown_parts").format(parts=", ".join(open_), upper=most) if open_ else ""
    return "; ".join(filter(None, (said, parts_said, unknown)))
