"""Everything that resolving one submission works on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from graphsvc.domain.dictionary import sheets
from graphsvc.domain.notices import Place
from graphsvc.domain.submission import Staged
from graphsvc.domain.tables import arrow_table
from loaders.decided import ruled_in
from loaders.entity_names import code_key, name_key
from loaders.raw_cells import Row
from loaders.references.firm_book import FirmBook
from loaders.references.indexes import KEYS, parked_keys
from loaders.references.naming import NameBook
from loaders.references.others import Others
from loaders.references.verdicts import Remark, Unlisted
from loaders.report import Report
from loaders.rows import Rows
from loaders.rulings import DANGLING


@dataclass
class Scene:
    """A submission being resolved among its neighbours."""

    staged: Staged
    others: Others
    """All submissions that it is resolved among, to be asked."""
    rows: Mapping[str, Rows]
    names: NameBook
    report: Report = field(default_factory=Report)
    reports: list[Mapping[str, object]] = field(default_factory=list)
    """Rows of the table ``reports``: what this submission says twice itself."""
    written: dict[tuple[str, str], Place] = field(default_factory=dict)
    """(Id, name as written) of firms that no sheet 05 has, with the first place that names them so."""
    _said_once: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, staged: Staged, others: Others) -> Scene:
        """Read the columns of a submission."""
        rows = {sheet.table: Rows(sheet.table, staged.tables[sheet.table]) for sheet in sheets()}
        names = NameBook.of(others, ruled_in(staged.tables))
        for table in KEYS:
            names.lose(table, (), parked_keys(table, staged.tables))
        return cls(staged, others, rows, names)

    @property
    def firms(self) -> FirmBook:
        """Who is who in sheet 05."""
        return self.names.firms

    @property
    def data_year(self) -> int | None:
        """数据年度 of sheet 00."""
        return next(iter(self.rows["submissions"].wholes("data_year")), None)

    @property
    def as_of(self) -> str | None:
        """数据截止日期 of sheet 00, an ISO date."""
        return next(iter(self.rows["submissions"].texts("as_of")), None)

    def say(self, remark: Remark, place: Place) -> None:
        """Say something of a text in a cell."""
        key = (remark.code, remark.original)
        if not (remark.is_once and key in self._said_once):
            self.report.add(remark.code, place, remark.original, remark.action, **remark.facts)
        if remark.is_once:
            self._said_once.add(key)

    def keep_name(self, firm: Unlisted, place: Place) -> None:
        """Keep what a cell calls a firm whose id is made of its name (table ``firm_names``)."""
        if firm.name is not None:
            self.written.setdefault((firm.id, firm.name), place)

    def firm_names(self) -> pa.Table:
        """The table ``firm_names``: every spelling of a firm that no sheet 05 has."""
        slot = self.staged.slot
        own: Row = {"slot_chain": slot.chain, "slot_region": slot.region}
        own |= {"submission_id": self.staged.submission_id, "as_of": self.as_of}
        rows: list[Row] = []
        for (id_, name), place in sorted(self.written.items(), key=lambda item: item[0]):
            where: Row = {"source_file": place.file, "source_sheet": place.sheet, "source_row": place.row}
            rows.append({**own, "firm": id_, "name": name, **where})
        return arrow_table("firm_names", rows)

    def lose_parked(self, table: str) -> None:
        """From here on, what names a parked row of this list dangles."""
        rows = self.rows[table]
        codes = rows.texts(KEYS[table][0])
        stand = {codes[row] for row in rows.standing()}
        gone = {code for row in rows.parked if (code := codes[row])} - stand
        self.names.lose(table, gone, _keys(rows, rows.parked) - _keys(rows, rows.standing()))

    def park_dangling(self, table: str, row: int, field_name: str, text: str) -> None:
        """Park a row because what it refers to is parked."""
        rows = self.rows[table]
        rows.park(row, DANGLING)
        self.report.add(DANGLING, rows.place(row, field_name), text, "parked")


def _keys(rows: Rows, numbers: Iterable[int]) -> set[str]:
    """Every key that these rows of a list are found by."""
    code_field, name_field, alias_field = KEYS[rows.table]
    codes, names = rows.texts(code_field), rows.texts(name_field)
    aliases = rows.lists(alias_field) if alias_field else None
    keys: set[str] = set()
    for row in numbers:
        also = (aliases[row] or ()) if aliases else ()
        keys |= {code_key(codes[row] or ""), name_key(names[row] or ""), *map(name_key, also)}
    return keys
