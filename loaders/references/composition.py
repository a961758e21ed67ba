"""All submissions of a version, with what is worked out of their lists once for all that are resolved among them.

Nothing here is altered once it is made: what a submission loses while it is resolved goes out of copies of its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property

from graphsvc.domain.submission import Staged
from loaders.cells.units import Unit, unit_of_product
from loaders.decided import Ruled, ruled_in
from loaders.references.confirmed import ConfirmedAliases, confirmed_lines
from loaders.references.firm_ids import FirmRow, Identity, firm_rows, identities_of
from loaders.references.firm_lists import FirmLists
from loaders.references.indexes import KEYS, coded_index, keys_in
from loaders.references.lookups import Neighbours
from loaders.references.others import Others

_CODED = tuple(table for table in KEYS if table != "firms")

Merges = tuple[tuple[str, str | None], ...]
"""Ids before and after, in order."""


class Composition:
    """Submissions that are resolved among each other, in slot order."""

    def __init__(self, submissions: Sequence[Staged]) -> None:
        self.submissions = sorted(submissions, key=lambda each: (each.slot, each.submission_id))
        self._tables = [each.tables for each in self.submissions]
        self._firms: dict[Merges, tuple[FirmLists, ConfirmedAliases]] = {}

    def others(self, staged: Staged) -> Others:
        """The submissions as one of these sees them."""
        at = self._at(staged)
        merges = self._merges(at)
        named = self._under(tuple(sorted((id_, ruled.value) for id_, ruled in merges.items())))
        plain = {table: coded_index(table, staged.tables, True) for table in _CODED}
        return Others(self, at, merges, named, {**plain, "firms": named[0].lists[at].index})

    def unit(self, at: int, code: str) -> Unit | None:
        """Unit of a product; the word of the submission at this place counts, then the others' in their order."""
        own = self._units[at]
        return own[code] if code in own else next((units[code] for units in self._units if code in units), None)

    def inputs_of_others(self, at: int, key: str) -> set[str]:
        """Texts with a key that sheets 04 of other submissions than the one at this place name as made of something."""
        own = self._made[at]
        return {text for text in self._made_by_key.get(key, ()) if self._n_naming[text] > (text in own)}

    def _at(self, staged: Staged) -> int:
        return next(at for at, each in enumerate(self.submissions) if each is staged)

    def _merges(self, at: int) -> Mapping[str, Ruled]:
        """Ids that a person decided to be those of other firms; where they contradict the last of the others counts."""
        ruled = [self._ruled[at], *self._ruled[:at], *self._ruled[at + 1 :]]
        merges = (each for some in ruled for each in some if each.kind == "merge" and each.verdict == "accepted")
        return {each.original: each for each in merges}

    def _under(self, merges: Merges) -> tuple[FirmLists, ConfirmedAliases]:
        """Firms and names under the same decisions of who is who."""
        if merges not in self._firms:
            rows, identities = self._firm_rows
            firms = FirmLists(rows, identities, self._tables, dict(merges))
            neighbours = {**self._coded, "firms": Neighbours([each.index for each in firms.lists])}
            self._firms[merges] = firms, ConfirmedAliases(neighbours, list(map(confirmed_lines, self._tables)))
        return self._firms[merges]

    @cached_property
    def _ruled(self) -> Sequence[Sequence[Ruled]]:
        """Decisions kept with each submission."""
        return [ruled_in(tables) for tables in self._tables]

    @cached_property
    def _firm_rows(self) -> tuple[Sequence[Sequence[FirmRow]], Sequence[Sequence[Identity]]]:
        """Sheet 05 of each submission, and who its rows are before anybody decided otherwise."""
        rows = [firm_rows(tables) for tables in self._tables]
        return rows, identities_of(rows)

    @cached_property
    def _coded(self) -> Mapping[str, Neighbours]:
        return {table: Neighbours([coded_index(table, tables, False) for tables in self._tables]) for table in _CODED}

    @cached_property
    def _made(self) -> Sequence[set[str]]:
        """What sheet 04 of each submission names as made of something."""
        return [set(tables["product_inputs"]["to_product"].to_pylist()) - {None} for tables in self._tables]

    @cached_property
    def _n_naming(self) -> Counter[str]:
        return Counter(text for texts in self._made for text in texts)

    @cached_property
    def _made_by_key(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for text in self._n_naming:
            for key in keys_in(text):
                found[key].append(text)
        return found

    @cached_property
    def _units(self) -> Sequence[Mapping[str, Unit]]:
        """Units by product code, of each submission."""
        found: list[dict[str, Unit]] = []
        for tables in self._tables:
            products = tables["products"]
            units: dict[str, Unit] = {}
            for code, unit in zip(products["product_code"].to_pylist(), products["unit"].to_pylist(), strict=True):
                parsed = unit_of_product(unit) if code and unit else None
                if parsed is not None:
                    units.setdefault(code, parsed)
            found.append(units)
        return found
