"""References of all lists, as the dictionary states them: the text of a cell becomes an id, or the row is parked."""

from __future__ import annotations

import re
from typing import Any

from graphsvc.domain.credit_codes import is_credit_code
from graphsvc.domain.dictionary import Column
from graphsvc.domain.notices import Place
from loaders.entity_names import bare_code, code_key
from loaders.references.scene import Scene
from loaders.rows import DANGLING, Rows, list_name

_STAYS_EMPTY = frozenset({("chains", "final_products")})
"""Required lists whose row stays when nothing in them is known: the answer has another way to find them."""

_CODES_STAY = frozenset({("chains", "lead_usccs"), ("supplies", "alternates")})
"""Firms named by a valid code that sheet 05 need not have."""

_LOOKS_LIKE_CODE = re.compile(r"[A-Z]{1,3}\d{2,}(?:-\d+)*")
_REASONS = {
    "unknown": ("没有这一项", "nothing of that name or code"),
    "ambiguous": ("对应多项", "it may mean several"),
}


def resolve_references(scene: Scene, table: str) -> None:
    """Resolve every reference of a list except the suppliers of sheet 07."""
    rows = scene.rows[table]
    if not rows.n:
        return
    for column in rows.sheet.columns:
        if (table, column.field) == ("supplies", "supplier"):
            continue
        if column.references:
            _resolve_column(scene, rows, column, column.references.split(".")[0])
    if table == "supplies":
        _resolve_alternates(scene, rows)


def _resolve_column(scene: Scene, rows: Rows, column: Column, target: str) -> None:
    if not any(value is not None for value in rows.column(column.field)):
        return
    is_open = not scene.lookups[target].own.is_listed
    if is_open and "soft" not in column.rules:
        _say_list_missing(scene, rows, column, target)
    values = rows.change(column.field)
    for row in rows.standing():
        value = values[row]
        if value is None:
            continue
        if column.type == "list":
            values[row] = _list(scene, rows, row, column, target, value, is_open)
        else:
            values[row] = _single(scene, rows, row, column, target, value, is_open)


def _say_list_missing(scene: Scene, rows: Rows, column: Column, target: str) -> None:
    """Say once, at the first cell that no list knows, that references of a column are kept as written."""
    field = column.field
    for row in rows.standing():
        value = rows.column(field)[row]
        texts = value if isinstance(value, list) else [value] if value is not None else []
        for text in texts:
            found = scene.firm(text) if target == "firms" else scene.lookups[target].find(text)
            if found.id is None:
                facts = {"list": list_name(target), "of": list_name(rows.table)}
                scene.report.add("list_missing", rows.place(row, field), text, "kept", **facts)
                return


def _find(scene: Scene, rows: Rows, row: int, field: str, target: str, text: str) -> tuple[str | None, str]:
    """Id and reason of one text; a branch leaves its part of the name as the site and says so."""
    if target != "firms":
        found = scene.lookups[target].find(text)
        return found.id, found.reason
    firm = scene.firm(text)
    if firm.id and firm.is_variant:
        scene.report.add("name_variant", rows.place(row, field), text, "repaired", firm_id=firm.id)
    if firm.id and firm.site:
        scene.report.add("branch_as_site", rows.place(row, field), text, "merged", firm_id=firm.id, site=firm.site)
        if rows.table == "capacities" and rows.column("site")[row] is None:
            rows.change("site")[row] = firm.site
    return firm.id, firm.reason


def _single(scene: Scene, rows: Rows, row: int, column: Column, target: str, text: str, is_open: bool) -> str | None:
    id_, reason = _find(scene, rows, row, column.field, target, text)
    if id_ and not reason:
        return id_
    if "soft" in column.rules:
        return id_ or text
    if rows.table == "risks" and column.field == "product" and _moved_to_stage(scene, rows, row, text):
        return None
    if is_open and reason == "unknown":
        return _as_written(scene, target, text, rows.place(row, column.field))
    if reason == DANGLING:
        scene.park_dangling(rows.table, row, column.field, text)
    else:
        rows.park(row, "V02")
        _say_unknown(scene, rows, row, column, target, text, reason, "parked")
    return text


def _list(
    scene: Scene, rows: Rows, row: int, column: Column, target: str, texts: list[str], is_open: bool
) -> list[str] | None:
    if not texts:
        return texts
    ids: list[str] = []
    lost: list[tuple[str, str]] = []
    for text in texts:
        id_, reason = _find(scene, rows, row, column.field, target, text)
        if reason == "unknown" and is_open:
            id_, reason = _as_written(scene, target, text, rows.place(row, column.field)), ""
        elif reason == "unknown" and (rows.table, column.field) in _CODES_STAY and is_credit_code(bare_code(text)):
            id_, reason = bare_code(text), ""
            scene.report.add("firm_not_listed", rows.place(row, column.field), text, "kept")
        elif reason == "unknown" and _is_kind_of_firm(rows.table, column.field, text):
            kinds = rows.change("firm_types")
            kinds[row] = [*(kinds[row] or []), text]
            continue
        if id_ and not reason:
            ids.append(id_)
        else:
            lost.append((text, reason))
    is_parked = bool(lost) and not ids and column.required == "R"
    is_parked = is_parked and (rows.table, column.field) not in _STAYS_EMPTY
    for text, reason in lost:
        action = "parked" if is_parked else "ignored"
        if reason == DANGLING:
            scene.report.add(DANGLING, rows.place(row, column.field), text, action)
        else:
            _say_unknown(scene, rows, row, column, target, text, reason, action)
    if is_parked:
        rows.park(row, DANGLING if all(reason == DANGLING for _, reason in lost) else "V02")
    return list(dict.fromkeys(ids)) or None


def _is_kind_of_firm(table: str, field: str, text: str) -> bool:
    """In a combined 适用环节/企业类型 cell what is no stage, nor looks like a stage's code, is a kind of firm."""
    return (table, field) == ("policies", "stages") and not _LOOKS_LIKE_CODE.fullmatch(code_key(text))


def _as_written(scene: Scene, target: str, text: str, place: Place) -> str:
    return scene.unlisted_firm(text, place) if target == "firms" else text


def _moved_to_stage(scene: Scene, rows: Rows, row: int, text: str) -> bool:
    """A combined 环节/产品 cell that names a stage goes to the stage column."""
    stages: list[Any] = rows.change("stage")
    if stages[row] is not None or scene.lookups["stages"].find(text).id is None:
        return False
    stages[row] = scene.lookups["stages"].find(text).id
    return True


def _resolve_alternates(scene: Scene, rows: Rows) -> None:
    """备选供方: known firms become ids, others stay as written."""
    if not any(rows.column("alternates")):
        return
    values = rows.change("alternates")
    for row in rows.standing():
        if values[row]:
            ids = (scene.firm(text).id or _code_or_text(text) for text in values[row])
            values[row] = list(dict.fromkeys(ids))


def _code_or_text(text: str) -> str:
    code = bare_code(text)
    return code if is_credit_code(code) else text


def _say_unknown(
    scene: Scene, rows: Rows, row: int, column: Column, target: str, text: str, reason: str, action: str
) -> None:
    why_zh, why_en = _REASONS[reason]
    scene.report.add(
        "V02",
        rows.place(row, column.field),
        text,
        action,
        list=list_name(target),
        why_zh=why_zh,
        why_en=why_en,
    )
    if target == "firms" and reason == "unknown":
        scene.propose_alias(rows.place(row, column.field), text)
