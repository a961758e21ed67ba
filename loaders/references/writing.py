"""References of one list: every cell is decided on, and what was decided is written in one loop."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from graphsvc.domain.dictionary import list_name
from loaders.raw_cells import Value
from loaders.references.resolving import Reference, decide_alternates, decide_cell
from loaders.references.scene import Scene
from loaders.references.suppliers import Trade, decide_supplier, source_of
from loaders.references.verdicts import Verdict
from loaders.rows import Rows

Decide = Callable[[int, Value], Verdict]
"""What the filled cell of a row comes to: row number and value of the cell."""


def resolve_references(scene: Scene, table: str) -> None:
    """Resolve every reference of a list: its columns in order, then who supplies and who else could."""
    rows = scene.rows[table]
    for column in rows.sheet.columns:
        reference = Reference.of(table, column, scene.names)
        if reference is None or column.field == "supplier" or not _is_filled(rows, column.field):
            continue
        if reference.is_open and not reference.is_soft:
            _say_list_missing(scene, rows, reference)
        _write(scene, rows, column.field, _references(scene, rows, reference))
    if table == "supplies":
        if _is_filled(rows, "alternates"):
            _write(scene, rows, "alternates", lambda _, value: decide_alternates(scene.names, _entries(value)))
        _write(scene, rows, "supplier", _suppliers(scene, rows))


def _write(scene: Scene, rows: Rows, field: str, decide: Decide) -> None:
    """The one loop that writes: what a cell came to, what stands beside it, whether its row waits, what is said."""
    values = rows.change(field)
    for row in rows.standing():
        if values[row] is None:
            continue
        verdict = decide(row, values[row])
        values[row] = verdict.value
        for name, value in verdict.beside.items():
            rows.write(row, name, value)
        for firm in verdict.unlisted:
            scene.keep_name(firm, rows.place(row, field))
        for remark in verdict.remarks:
            scene.say(remark, rows.place(row, remark.field or field))
        if verdict.fate:
            rows.park(row, verdict.fate)


def _references(scene: Scene, rows: Rows, reference: Reference) -> Decide:
    """Decides on the cells of one column; the same text comes to the same where nothing beside it counts."""
    names = scene.names
    beside = rows.values(reference.beside) if reference.beside else None
    known: dict[str, Verdict] = {}

    def decide(row: int, value: Value) -> Verdict:
        if isinstance(value, list):
            return decide_cell(names, reference, value, beside[row] if beside else None)
        text = str(value)
        if beside is not None:
            return decide_cell(names, reference, text, beside[row])
        if text not in known:
            known[text] = decide_cell(names, reference, text, None)
        return known[text]

    return decide


def _suppliers(scene: Scene, rows: Rows) -> Decide:
    """Decides on suppliers; buyer and product are resolved."""
    names, home = scene.names, scene.staged.slot.region
    buyers, products, places = rows.texts("buyer"), rows.texts("product"), rows.lists("supplier_region")
    source = cache(lambda text: source_of(names, text, home))

    def decide(row: int, value: Value) -> Verdict:
        text = str(value)
        trade = Trade(buyers[row], products[row] or "", places[row])
        return decide_supplier(names, text, source(text), trade)

    return decide


def _is_filled(rows: Rows, field: str) -> bool:
    return any(value is not None for value in rows.values(field))


def _entries(value: Value) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [str(value)]


def _say_list_missing(scene: Scene, rows: Rows, reference: Reference) -> None:
    """Say once, at the first cell that no list knows, that references of a column are kept as written."""
    field = reference.column.field
    for row in rows.standing():
        for text in _entries(rows.values(field)[row]):
            if scene.names.find(reference.target, text).id is None:
                facts = {"list": list_name(reference.target), "of": list_name(rows.table)}
                scene.report.add("list_missing", rows.place(row, field), text, "kept", **facts)
                return
