"""One field of a row from the cells that feed it; nothing is written here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graphsvc.domain.control import lies_in
from loaders.cells.reading import Read, issue
from loaders.entity_names import name_key
from loaders.lists.drafts import Told
from loaders.lists.headings import Heading
from loaders.lists.learned import Learned
from loaders.lists.plans import Plan, SheetPlan
from loaders.lists.region_columns import region_in_parts
from loaders.raw_cells import Cell, Row, Value, cell_at, text_in, texts_in
from loaders.text import cell_text, is_blank


def read_columns(plan: Plan, cells: Sequence[Cell], row: Row, learned: Learned) -> Iterator[Told]:
    """What the cells of a field that several columns feed come to, in the order of their headings.

    Lists add up, a name stands in for its code, else the first one counts.
    """
    column = plan.column
    if plan.mode == "parts" and (told := region_in_parts(plan, cells)):
        yield told
        return
    before = row.get(column.field)
    for index, heading in enumerate(plan.headings):
        cell = cell_at(cells, heading.position)
        if cell is None or is_blank(cell_text(cell)):
            continue
        found = plan.reader(cell)
        if plan.mode == "list":
            found = found._replace(value=joined(before, found.value))
        elif before is not None and found.value is not None:
            said = _disagreement(plan, heading, before, found.value, cell, learned)
            if said is not None:
                yield Told(column, heading, cell, said)
            continue
        if index and found.value is None and before is not None:
            found = found._replace(issues=(), doubt=None)
        yield Told(column, heading, cell, found)
        before = before if found.value is None else found.value


def _disagreement(
    plan: Plan, heading: Heading, before: Value, value: Value, cell: Cell, learned: Learned
) -> Read | None:
    """What is said of a second cell beside one that already counts: another value, or the name of another code."""
    if plan.mode != "pair":
        is_within = plan.mode == "parts" and lies_in(str(value), str(before))
        if before == value or is_within or (plan.mode == "parts" and lies_in(str(before), str(value))):
            return None
        facts = {"kept": str(before), "heading": plan.headings[0].text}
        return Read(issues=(issue("conflicting_cells", "ignored", **facts),))
    names, code = learned.names_of(plan.column.references), str(before)
    if names is None or not names.disagree(code, cell_text(cell)):
        return None
    known = names.codes.get(name_key(code), code)
    return Read(issues=(issue("code_name_mismatch", "kept", named=code, known=known),))


def moved_entries(plan: SheetPlan, row: Row, learned: Learned) -> Row:
    """Of columns printed as 环节/产品 or 适用环节/企业类型: the fields to which each entry belongs."""
    table = plan.sheet.table
    if table == "risks" and plan.is_combined("product"):
        text = text_in(row, "product")
        if text and not row.get("stage") and not learned.products.knows(text) and learned.stages.knows(text):
            return {"stage": text, "product": None}
    if table == "policies" and plan.is_combined("stages"):
        entries = texts_in(row, "stages")
        stages = [each for each in entries if learned.stages.knows(each)]
        kinds = [each for each in entries if not learned.stages.knows(each)]
        return {"stages": stages or None, "firm_types": joined(row.get("firm_types"), kinds or None)}
    return {}


def joined(before: Value, after: Value) -> Value:
    """Two lists as one without repetitions; else the later value where there is one."""
    if not isinstance(before, list) or not isinstance(after, list):
        return after if after is not None else before
    return [*before, *(each for each in after if each not in before)]
