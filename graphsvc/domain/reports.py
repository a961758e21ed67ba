"""The table ``reports``: what others said of a fact that another row stands for, found again from that row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import Literal, cast

import orjson

from graphsvc.domain.control import region_prefix
from graphsvc.domain.dictionary import PROVENANCE, sheet_of, table_columns
from graphsvc.domain.identity import IDENTITIES, PARTS, key_text, key_texts
from graphsvc.domain.rows import FirmRow, ReportRow
from graphsvc.domain.tables import ChainTables

_PLACE = ("slot_chain", "slot_region", "source_file", "source_sheet", "source_row", "submission_id", "as_of")
_OF_ANOTHER_TIME = frozenset({"earlier_year", "later_year", "no_year", *PARTS})


def report_row(
    table: str,
    counts: Mapping[str, object],
    told: Mapping[str, object],
    reason: str,
    used: Sequence[str] = (),
    differs: Sequence[str] = (),
) -> dict[str, object]:
    """A row of the table ``reports``: ``told`` is what was said, ``counts`` the row that stands for the fact.

    ``used`` are the fields that the counting row takes from this one, ``differs`` those that disagree with it.
    """
    beside = _beside(table)
    fields = {name: value for name, value in told.items() if value is not None and name not in beside}
    return {
        "table": table,
        "key": key_text(table, counts),
        **{name: told.get(name) for name in _PLACE},
        "fields": orjson.dumps(fields).decode(),
        "reason": reason,
        "used": sorted(used) or None,
        "differs": sorted(differs) or None,
    }


@cache
def _beside(table: str) -> frozenset[str]:
    """Columns of provenance that the list has not itself."""
    return frozenset(name for name, _ in PROVENANCE) - {c.field for c in sheet_of(table).columns}


def told_row(report: ReportRow) -> dict[str, object]:
    """A report as a row of its list: all columns, blanks as None."""
    fields: dict[str, object] = orjson.loads(report["fields"])
    blank = {column.name: None for column in table_columns(report["table"])}
    return {**blank, **{name: value for name, value in report.items() if name in _PLACE}, **fields}


class ReportIndex:
    """Reports of a version by the row that counts. Costs nothing where there are none."""

    def __init__(self, tables: ChainTables) -> None:
        self._tables = tables

    @cached_property
    def rows(self) -> tuple[ReportRow, ...]:
        """The table ``reports``."""
        return self._tables.rows("reports")

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for position, row in enumerate(self.rows):
            found[row["table"], row["key"]].append(position)
        return found

    def behind(self, table: str, row: Mapping[str, object]) -> list[int]:
        """Positions of the reports of a canonical row's fact, in table order."""
        if not self.rows or table not in IDENTITIES:
            return []
        return sorted({at for key in key_texts(table, row) for at in self._by_key.get((table, key), ())})

    def chains(self, table: str, row: Mapping[str, object]) -> list[str]:
        """Chains whose lists tell the fact of a canonical row, sorted."""
        return sorted({str(row["slot_chain"]), *(self.rows[at]["slot_chain"] for at in self.behind(table, row))})

    def elsewhere(self, table: Literal["firms"], chain: str) -> list[FirmRow]:
        """What a chain's lists say of facts whose counting row stands in another chain's slot, one row per fact."""
        told = [row for row in self.rows if row["table"] == table and row["slot_chain"] == chain]
        if not told:
            return []
        own = {key_text(table, row) for row in self._tables.rows(table) if row["slot_chain"] == chain}
        best: dict[str, ReportRow] = {}
        for row in told:
            if row["key"] not in own and _weight(row) > _weight(best.get(row["key"])):
                best[row["key"]] = row
        return [cast(FirmRow, told_row(best[key])) for key in sorted(best)]


def _weight(report: ReportRow | None) -> tuple[bool, int, str, str]:
    """How much a report weighs among those of one chain: this year's, of the narrowest region, the latest."""
    if report is None:
        return (False, -1, "", "")
    is_of_now = report["reason"] not in _OF_ANOTHER_TIME
    return (is_of_now, len(region_prefix(report["slot_region"] or "")), report["as_of"] or "", report["fields"])
