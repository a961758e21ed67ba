"""What a doubt may come to: known firms, products, stages, places, headings and units, the most alike first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from difflib import SequenceMatcher
from functools import cache, cached_property, lru_cache

from graphsvc.domain.credit_codes import is_credit_code
from graphsvc.domain.decisions import Candidate, Doubt
from graphsvc.domain.dictionary import sheet_of
from graphsvc.domain.ports import Part
from graphsvc.domain.reference import reference_rows
from loaders.cells.places import region
from loaders.cells.region_tables import regions
from loaders.cells.several_places import places
from loaders.cells.units import parse_unit
from loaders.entity_names import PROVISIONAL, bare_code, name_key, short_key
from loaders.lists.headings import match_heading
from loaders.references.likeness import Likeness

MOST = 5
"""Candidates of one doubt."""
LEAST, LEAST_FIRMS = 0.5, 0.6
"""How alike a name must be to be proposed, 0–1: names of firms share much that tells nothing."""
_NAMED = {
    "firms": ("firm_id", "name"),
    "products": ("product_code", "product_name"),
    "stages": ("stage_code", "stage_name"),
}


class Candidates:
    """Names of a composition, to be asked with texts that none of them is."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._likeness: dict[tuple[str, str], Likeness] = {}

    @cached_property
    def _names(self) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """By list and chain ("" for firms): name by id, in slot order."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        for part in self._parts:
            for table, (code, name) in _NAMED.items():
                scope = "" if table == "firms" else part.staged.slot.chain
                own, data = found.setdefault((table, scope), {}), part.resolved.tables[table]
                for id_, text in zip(data[code].to_pylist(), data[name].to_pylist(), strict=True):
                    if id_:
                        own.setdefault(id_, text or "")
        return found

    def names(self, table: str, scope: str) -> Mapping[str, str]:
        """Name by id of a list, of one chain where the list is a chain's."""
        return self._names.get((table, "" if table == "firms" else scope), {})

    def alike(self, table: str, scope: str, text: str, without: Iterable[str] = ()) -> tuple[Candidate, ...]:
        """Rows of a list whose name or code is most like a text."""
        names, left_out = self.names(table, scope), set(without)
        key = (table, scope)
        if key not in self._likeness:
            self._likeness[key] = Likeness(
                [(word, [id_]) for id_, name in names.items() for word in (id_, name) if word]
            )
        own = short_key(text) if table == "firms" else name_key(text)
        scored = []
        for id_ in self._likeness[key].near(own):
            if id_ not in left_out:
                other = short_key(names[id_]) if table == "firms" else name_key(names[id_])
                is_other = table == "firms" and not have_same_core(own, other)
                score = max(0.0 if is_other else _ratio(own, other), _ratio(name_key(text), name_key(id_)))
                if score >= (LEAST_FIRMS if table == "firms" else LEAST):
                    scored.append(Candidate(id_, names[id_], round(score, 2)))
        scored.sort(key=lambda each: (-(each.score or 0.0), not is_credit_code(each.value), each.value))
        return tuple(scored[:MOST])

    def fitting(self, doubt: Doubt, text: str) -> str | None:
        """What a text comes to as a decision about a doubt, None where nothing of that name is known.

        A text chosen from a drop-down begins with the value: ``P0101 钢材``.
        """
        text = text.strip()
        first = text.split(maxsplit=1)[0] if text else ""
        if doubt.kind in ("alias", "merge"):
            return self._named(doubt, text) or self._named(doubt, first)
        if doubt.kind == "code":
            return next((bare for each in (text, first) if is_credit_code(bare := bare_code(each))), None)
        if doubt.kind == "place":
            return _place(text) or _place(first)
        if doubt.kind == "heading":
            match = match_heading(sheet_of(doubt.table), text)
            return match.column.field if match else None
        if doubt.kind == "unit":
            unit = parse_unit(text)
            return unit.name if unit else None
        return self._chosen(doubt, text, first) or text or None

    def _chosen(self, doubt: Doubt, text: str, first: str) -> str | None:
        """The value of what was chosen from the drop-down of a cell that refers to a list, None for any other text."""
        target = (sheet_of(doubt.table).column(doubt.field).references or "").partition(".")[0]
        named = (names.get(first) for (table, _), names in self._names.items() if table == target)
        return next((first for name in named if name is not None and text == f"{first} {name}".strip()), None)

    def _named(self, doubt: Doubt, text: str) -> str | None:
        names = self.names(doubt.table, doubt.scope)
        if text in names:
            return text
        key, code = name_key(text), bare_code(text)
        if code in names:
            return code
        ids = {id_ for id_, name in names.items() if key and name_key(name) == key}
        return ids.pop() if len(ids) == 1 else None


def have_same_core(one: str, other: str) -> bool:
    """Whether two firms' names are alike in what is left of them without place, 示例 and legal form.

    Examples
    --------
    >>> have_same_core("示例青岛北海涂料", "示例青岛黄海造船"), have_same_core("示例青岛炭黑", "示例碳黑")
    (False, True)
    """
    cores = _core(one), _core(other)
    if not all(cores):
        return cores[0] == cores[1]
    return _ratio(*cores) >= (LEAST_FIRMS if min(map(len, cores)) > _SHORT_CORE else LEAST)


_SHORT_CORE = 3
"""So short a core may differ in half of its characters: 炭黑, 碳黑."""


@lru_cache(maxsize=1 << 14)
def _core(text: str) -> str:
    """What is left of a firm's name once places at its head, 示例, legal form and words for a group are taken off."""
    key = short_key(text).replace(_SAMPLE, "", 1)
    names = _place_names()
    while head := next((key[:end] for end in range(min(len(key), _LONGEST_PLACE), 1, -1) if key[:end] in names), ""):
        key = key.removeprefix(head).removeprefix("市")
    for word in ("集团股份", "股份", "集团"):
        key = key.removesuffix(word)
    return key


_LONGEST_PLACE = 15
_SAMPLE = "示例"
"""What the names of all sample firms begin with."""


@cache
def _place_names() -> Set[str]:
    return {name for by_level in regions().children.values() for name in by_level}


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one[:60], other[:60], autojunk=False).ratio() if one and other else 0.0


def _place(text: str) -> str | None:
    if not text:
        return None
    found = region(text)
    if found.code is not None:
        return found.code
    told = places(text, True)
    return told.codes[0] if len(told.codes) == 1 and not (told.lost or told.ambiguous) else None


def place_options(text: str) -> tuple[Candidate, ...]:
    """Regions that an ambiguous name may be."""
    return tuple(Candidate(code, regions().shown(code).removesuffix(f" {code}")) for code in region(text).candidates)


def heading_options(table: str, read: Iterable[str]) -> tuple[Candidate, ...]:
    """Columns of a list that a sheet does not have yet, in the order of the list."""
    held = set(read)
    columns = sheet_of(table).columns
    return tuple(Candidate(c.heading) for c in columns if not c.is_derived and c.field not in held)


def unit_options() -> tuple[Candidate, ...]:
    """Every unit that is known."""
    return tuple(Candidate(row["unit"]) for row in reference_rows("units"))


def is_provisional(firm_id: str) -> bool:
    """Whether a firm is known by name only."""
    return firm_id.startswith(PROVISIONAL)
