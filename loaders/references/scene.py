"""Everything that resolving one submission works on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow as pa

from graphsvc.domain.credit_codes import is_credit_code
from graphsvc.domain.dictionary import sheets
from graphsvc.domain.notices import Place
from graphsvc.domain.submission import Staged
from graphsvc.domain.tables import Row, arrow_table
from loaders.entity_names import (
    PROVISIONAL,
    bare_code,
    code_key,
    name_key,
    provisional_id,
    written_part,
)
from loaders.references.firm_ids import FirmBook
from loaders.references.lookups import KEYS, Lookup, add_confirmed_aliases, coded_index, parked_keys
from loaders.rows import DANGLING, Report, Rows


class Firm(NamedTuple):
    """A firm that a cell names: id and site, or the reason why there is none."""

    id: str | None
    reason: str = ""
    site: str | None = None
    is_variant: bool = False


@dataclass
class Scene:
    """A submission being resolved among its neighbours."""

    staged: Staged
    neighbours: Sequence[Staged]
    rows: Mapping[str, Rows]
    firms: FirmBook
    lookups: Mapping[str, Lookup]
    report: Report = field(default_factory=Report)
    reports: list[Row] = field(default_factory=list)
    """Rows of the table ``reports``: what this submission says twice itself."""
    written: dict[tuple[str, str], Place] = field(default_factory=dict)
    """(Id, name as written) of firms that no sheet 05 has, with the first place that names them so."""
    _firm_memo: dict[str, Firm] = field(default_factory=dict)
    _proposed: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, staged: Staged, neighbours: Sequence[Staged]) -> Scene:
        """Read the columns that others refer to, of the submission and its neighbours by slot."""
        others = sorted(neighbours, key=lambda each: (each.slot, each.submission_id))
        submissions = [staged, *others]
        firms = FirmBook(submissions)
        indexes = [
            {
                "firms": firms.indexes[n],
                **{t: coded_index(t, each.tables, n == 0) for t in KEYS if t != "firms"},
            }
            for n, each in enumerate(submissions)
        ]
        add_confirmed_aliases(indexes, submissions)
        lookups = {t: Lookup([index[t] for index in indexes]) for t in KEYS if t != "firms"}
        scene = cls(
            staged,
            others,
            {sheet.table: Rows(sheet.table, staged.tables[sheet.table]) for sheet in sheets()},
            firms,
            {**lookups, "firms": firms.lookup},
        )
        for table in KEYS:
            scene.lookups[table].lose((), parked_keys(table, staged.tables))
        return scene

    @property
    def data_year(self) -> int | None:
        """数据年度 of sheet 00."""
        years: list[int | None] = self.rows["submissions"].column("data_year")
        return years[0] if years else None

    @property
    def as_of(self) -> str | None:
        """数据截止日期 of sheet 00, an ISO date."""
        days: list[str | None] = self.rows["submissions"].column("as_of")
        return days[0] if days else None

    def firm(self, text: str) -> Firm:
        """The firm of sheet 05 that a cell names by code, name, alias, branch or a variant of its legal form."""
        firm = self._firm_memo.get(text)
        if firm is None:
            firm = self._firm_memo[text] = self._firm(text)
        return firm

    def _firm(self, text: str) -> Firm:
        found = self.firms.lookup.find(text)
        if found.reason == "unknown" and (bare := bare_code(text)) != text:
            found = self.firms.lookup.find(bare)
        site = self.firms.site_of(text)
        if found.id:
            is_site = site is not None and site.firm_id == found.id and found.by != "alias"
            return Firm(found.id, found.reason, site.site if is_site and site else None)
        if found.reason != "unknown":
            return Firm(None, found.reason)
        if site is not None and self.firms.lookup.knows(site.firm_id):
            return Firm(site.firm_id, "", site.site)
        variant = self.firms.lookup.variant(text)
        if variant:
            return Firm(variant, "", None, True)
        return Firm(None, "unknown")

    def unlisted_firm(self, text: str, place: Place) -> str:
        """Id of a firm that no sheet 05 has: its valid code, else a provisional id (of the parent, for a branch).

        What the cell calls the firm is kept beside the id (table ``firm_names``).
        """
        code = bare_code(text)
        if is_credit_code(code):
            return code
        site = self.firms.site_of(text)
        id_ = site.firm_id if site else provisional_id(text)
        if id_.startswith(PROVISIONAL):
            self.written.setdefault((id_, written_part(text, id_.removeprefix(PROVISIONAL))), place)
        return id_

    def firm_names(self) -> pa.Table:
        """The table ``firm_names``: every spelling of a firm that no sheet 05 has."""
        slot = self.staged.slot
        own = {
            "slot_chain": slot.chain,
            "slot_region": slot.region,
            "submission_id": self.staged.submission_id,
            "as_of": self.as_of,
        }
        rows = [
            {
                **own,
                "firm": id_,
                "name": name,
                "source_file": place.file,
                "source_sheet": place.sheet,
                "source_row": place.row,
            }
            for (id_, name), place in sorted(self.written.items())
        ]
        return arrow_table("firm_names", rows)

    def propose_alias(self, place: Place, text: str) -> None:
        """Ask whether a short name stands for the one firm it fits, once per name."""
        firm_id = self.firms.lookup.proposal(text)
        if firm_id and text not in self._proposed:
            self._proposed.add(text)
            self.report.add("alias_proposal", place, text, "asked", firm_id=firm_id)

    def is_product(self, text: str) -> bool:
        """Whether a text is a product's code or name."""
        return self.lookups["products"].find(text).id is not None

    def lose_parked(self, table: str) -> None:
        """From here on, what names a parked row of this list dangles."""
        rows = self.rows[table]
        codes = rows.column(KEYS[table][0])
        stand = {codes[row] for row in rows.standing()}
        gone = {codes[row] for row in rows.parked if codes[row]} - stand
        kept = {key for row in rows.standing() for key in self._keys(rows, row)}
        lost = {key for row in rows.parked for key in self._keys(rows, row)}
        self.lookups[table].lose(gone, lost - kept)
        self._firm_memo.clear()

    @staticmethod
    def _keys(rows: Rows, row: int) -> list[str]:
        """Every key that a row of a list is found by."""
        code_field, name_field, alias_field = KEYS[rows.table]
        code, name = rows.column(code_field)[row], rows.column(name_field)[row]
        also = rows.column(alias_field)[row] if alias_field else None
        return [code_key(code or ""), name_key(name or ""), *map(name_key, also or ())]

    def park_dangling(self, table: str, row: int, field_name: str, text: str) -> None:
        """Park a row because what it refers to is parked."""
        rows = self.rows[table]
        rows.park(row, DANGLING)
        self.report.add(DANGLING, rows.place(row, field_name), text, "parked")
