"""A row as text: what waits shows its cells so, and what was decided about it is found again by them."""

from __future__ import annotations

from collections.abc import Mapping

import orjson

from graphsvc.domain.dictionary import sheet_of
from graphsvc.domain.personal import mask
from loaders.entity_names import name_key
from loaders.lists.drafts import Draft
from loaders.lists.headings import match_heading
from loaders.lists.splitting import SPLIT_TABLES
from loaders.raw_cells import cell_at, text_in
from loaders.text import cell_text, clean


def cells_text(row: Draft) -> str:
    """A row as JSON text: heading to the cell's text as written, personal numbers masked, blanks left out."""
    table = row.plan.sheet.table
    product = text_in(row.values, "product") if table in SPLIT_TABLES else None
    shown: dict[str, str] = {}
    for plan in row.plan.plans:
        for heading in plan.headings:
            text = cell_text(cell_at(row.cells, heading.position)).strip()
            if text and product and plan.column.field == "product":
                shown[heading.text] = product
            elif text:
                shown[heading.text] = mask(clean(text)[0], "personal" in plan.column.rules)
    state = text_in(row.values, "state")
    if state and table == "capacities" and "state" not in row.plan.headings:  # told in a cell of its figures
        shown[row.plan.sheet.column("state").heading] = state
    return orjson.dumps(dict(sorted(shown.items()))).decode()


def canonical(table: str, cells: str | None) -> str:
    """The cells of a row of a list, whatever its headings are called: sorted JSON, field and unit to text.

    ``cells`` is the JSON text of a row that waits: heading to text.

    Examples
    --------
    >>> canonical("firms", '{"单位名称": "示例甲有限公司"}')
    '{"name":"示例甲有限公司"}'
    """
    sheet, found = sheet_of(table), dict[str, str]()
    told: Mapping[str, object] = orjson.loads(cells) if cells else {}
    for heading, text in sorted(told.items()):
        group, _, own = heading.rpartition("/")
        match = match_heading(sheet, heading) or match_heading(sheet, own, group)
        name = f"{match.column.field} {match.unit or ''} {match.year or ''}".strip() if match else name_key(heading)
        shown = " ".join(str(text).split())
        found[name] = f"{found[name]}|{shown}" if name in found else shown
    return orjson.dumps(found, option=orjson.OPT_SORT_KEYS).decode()
