"""Listed companies of a ChainKnowledgeGraph as firms, and the stages they belong to.

The files know no credit codes. A firm's id derives from its full name, as that of every firm known by name alone;
its stock code stands in ``other_id``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from loaders.entity_names import name_key, provisional_id
from loaders.knowledge_graph.files import GraphFile
from loaders.knowledge_graph.stages import Made, StageBook
from loaders.raw_cells import Value

FirmBook = dict[str, str]
"""firm_id by stock code."""


def firms(file: GraphFile) -> tuple[FirmBook, Made]:
    """One firm per stock code.

    Rows of one code with one listing date are one firm that was renamed: merged, the other names become aliases.
    Rows of one code with another listing date contradict it and are parked.
    """
    codes, full, short = file.columns["code"], file.columns["full_name"], file.columns["short_name"]
    listed = file.columns["listed_on"]
    groups: dict[str, list[int]] = defaultdict(list)
    for row in file.standing():
        groups[codes[row]].append(row)
    also: dict[int, set[str]] = {}
    for rows in groups.values():
        base = min(rows, key=lambda row: (-_fit(short[row], full[row]), full[row], short[row], row))
        also[base] = {short[base]}
        for row in rows:
            if row == base:
                continue
            if listed[row] != listed[base]:
                file.park(row, "stock_code_conflict", "code", first=file.lines[base], name=full[row], other=full[base])
                continue
            also[base] |= {full[row], short[row]}
            if full[row] == full[base]:
                file.merge(row, base)
            else:
                file.merge(row, base, "stock_code_renamed", "full_name", stock_code=codes[row], name=full[base])
    rows = file.standing()
    shared = Counter(name_key(full[row]) for row in rows)
    ids = [provisional_id(full[r], codes[r] if shared[name_key(full[r])] > 1 else None) for r in rows]
    standing = [codes[row] for row in rows]
    columns: Mapping[str, Sequence[Value]] = {
        "firm_id": ids,
        "other_id": standing,
        "name": [full[row] for row in rows],
        "aliases": [sorted(also[row] - {full[row], ""}) or None for row in rows],
        "exchange": [file.columns["exchange"][row] or None for row in rows],
        "listed_on": [listed[row] or None for row in rows],
    }
    return dict(zip(standing, ids, strict=True)), (file, rows, columns)


def _fit(short: str, full: str) -> int:
    """Letters that a short name shares with a full one."""
    return len(set(short) & set(full))


def firm_stages(file: GraphFile, firms: FirmBook, stages: StageBook) -> Made:
    """Which stage a firm belongs to; unknown companies and industries park the row."""
    company, industry = file.columns["company"], file.columns["industry"]
    first: dict[tuple[str, str], int] = {}
    for row in file.standing():
        if company[row] not in firms:
            file.park_unknown(row, "company", "companies")
        elif industry[row] not in stages.codes:
            file.park_unknown(row, "industry", "industries")
        elif first.setdefault((company[row], industry[row]), row) != row:
            file.merge(row, first[company[row], industry[row]])
    rows = file.standing()
    return file, rows, {"firm": [firms[company[r]] for r in rows], "stage": [industry[r] for r in rows]}
