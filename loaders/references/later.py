"""Figures that waited for the unit of a product of another file: read once all slots are known."""

from __future__ import annotations

from graphsvc.domain.dictionary import sheet_of
from loaders.cells.figures import read_number
from loaders.cells.quantities import Target
from loaders.cells.reading import Reading
from loaders.later_units import LATER, PERIODS, Later
from loaders.references.scene import Scene


def read_later(scene: Scene, table: str) -> None:
    """Read the figures of a list that waited for the unit of their product; those without one are null and said."""
    staged = scene.staged.tables
    told = [Later(**row) for row in staged[LATER].to_pylist()] if LATER in staged.names() else []
    mine = [each for each in told if each.table == table]
    if not mine:
        return
    rows = scene.rows[table]
    products = rows.texts("product")
    for each in mine:
        unit = scene.others.unit(products[each.row] or "")
        column = sheet_of(table).column(each.field)
        reading = Reading(table, column)
        found = read_number(reading, each.text, Target(unit, period=PERIODS.get(column.unit or "")))
        if found.value is not None:
            rows.write(each.row, each.field, found.value)
        for name, value in (found.beside or {}).items():
            rows.write(each.row, name, value)
        for issue in found.issues if rows.stands(each.row) else ():
            place = rows.place(each.row, each.field)
            scene.report.add(issue.code, place, each.text, issue.action, **issue.facts)
