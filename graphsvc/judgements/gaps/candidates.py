"""Whom to invite: makers elsewhere in the country and the targets of list 14, each once, best fit first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from graphsvc.domain.control import credit_code
from graphsvc.domain.network import Network
from graphsvc.domain.reference import region_name
from graphsvc.domain.sentences import Code, Country, Figure, Joined, Said, Wording
from graphsvc.domain.values import Values
from graphsvc.judgements.gaps.trade import UNKNOWN_PLACE, Need, place_of
from graphsvc.judgements.names import Names
from graphsvc.judgements.workspace import Facts

MOST = 5
SIZE_WEIGHT, TIE_WEIGHT = 0.6, 0.4
MIDDLING = 0.5
"""What an unknown capacity counts as."""
CONTACT_STAGES = ("搁置", "线索", "接触", "考察", "洽谈", "签约", "落地")
FIRM_KINDS = ("企业", "项目", None)


@dataclass
class Candidate:
    """A firm as the gap list names it; ``fit`` 0-1 from its size against the gap and from trade or contact."""

    name: str
    code: str | None
    place: str | Wording | None
    capacity: float | None
    is_tied: bool
    remarks: list[str | Wording] = field(default_factory=list)
    nodes: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()

    def fit(self, wanted: float | None) -> float:
        """Best is 1: large enough for what is wanted, and already a supplier here or on list 14."""
        covers = min(1.0, self.capacity / wanted) if self.capacity is not None and wanted else MIDDLING
        return round(SIZE_WEIGHT * covers + TIE_WEIGHT * self.is_tied, 2)


def candidates(
    facts: Facts,
    code: str,
    needs: Iterable[Need],
    targets: Iterable[tuple[int, Values]],
    dependent: frozenset[int],
    firm_of: Mapping[str, int],
) -> list[Candidate]:
    """Makers elsewhere in the country and targets of list 14, one entry a firm.

    ``targets`` are (row, values) of list 14 that name the product, ``firm_of`` is ``firms_by_name``. Left out are firms
    of the groups ``dependent``, which a second source must not hang on, and present foreign suppliers, unless list 14
    names them.
    """
    found = _makers(facts, code, {q for need in needs for q in need.purchases}, dependent)
    n = facts.network
    by_key = {_key(c.name): c for c in found} | {c.code: c for c in found if c.code}
    for row, values in targets:
        known = by_key.get(values["uscc"] or "") or by_key.get(_key(values["name"]))
        if known is None:
            firm = n.firm_index.get(values["uscc"] or "", firm_of.get(_key(values["name"])))
            if firm is not None and int(n.firm_group[firm]) in dependent:
                continue
            known = Candidate(values["name"], values["uscc"], _place(values["location"]), None, True)
            found.append(known)
            by_key |= {_key(known.name): known} | ({known.code: known} if known.code else {})
        _add_target(facts.names, code, known, row, values)
    return found


def _makers(facts: Facts, code: str, bought: set[int], dependent: frozenset[int]) -> list[Candidate]:
    n = facts.network
    suppliers = {int(v) for q in bought for v in n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]]}
    found = []
    for v in facts.ground.other_makers.get(n.product_index[code], []):
        firm = int(n.node_firm[v])
        if (
            facts.members.makers_here[v]
            or n.firm_abroad[firm]
            or n.firm_ids[firm].startswith("ext:")
            or not n.firm_active[firm]
        ):
            continue
        if int(n.firm_group[firm]) in dependent:
            continue
        capacity = float(n.node_capacity[v])
        size = capacity if np.isfinite(capacity) else None
        supplies = v in suppliers
        made = Candidate(n.firm_names[firm], credit_code(n.firm_ids[firm]), _firm_place(n, firm), size, supplies)
        made.remarks += [Said("supplies_already")] if supplies else []
        made.nodes = (v,)
        found.append(made)
    return found


def _add_target(names: Names, code: str, known: Candidate, row: int, values: Values) -> None:
    """What list 14 says of a candidate; its capacity counts where no list 06 tells one in the product's unit."""
    unit = names.row(code)["unit"]
    if known.capacity is None and values["capacity"] is not None and values["capacity_unit"] in (unit, f"{unit}/年"):
        known.capacity = values["capacity"]
    known.is_tied = True
    known.rows += (row,)
    stage = Code("contact_stage", values["contact_stage"]) if values["contact_stage"] else None
    known.remarks += [x for x in (values["standing"], stage) if x and x not in known.remarks]


def ranked(found: Iterable[Candidate], wanted: float | None) -> list[Candidate]:
    """Best fit first, then by name and code."""
    return sorted(found, key=lambda c: (-c.fit(wanted), c.name, c.code or ""))


def told(found: Iterable[Candidate], wanted: float | None, unit: str | None) -> Joined | None:
    """Up to five of them: name, code, place, capacity, fit, what else is known."""
    parts = tuple(_words(c, wanted, unit or "") for c in ranked(found, wanted)[:MOST])
    return Joined(parts) if parts else None


def _words(c: Candidate, wanted: float | None, unit: str) -> Joined:
    size = Figure(c.capacity, unit, is_close=True) if c.capacity is not None else None
    parts = (c.name, c.code, c.place, size, f"{c.fit(wanted):.2f}", *c.remarks)
    return Joined(tuple(x for x in parts if x), " ")


def targets_of(rows: Iterable[Values], code: str) -> list[tuple[int, Values]]:
    """(row, values) of list 14 that name a product, the furthest contact first, then by name."""
    found = [(i, r) for i, r in enumerate(rows) if code in (r["products"] or ()) and r["kind"] in FIRM_KINDS]
    return sorted(found, key=lambda item: (-_stage(item[1]), item[1]["name"] or "", item[1]["uscc"] or ""))


def _stage(row: Values) -> int:
    return CONTACT_STAGES.index(row["contact_stage"]) if row["contact_stage"] in CONTACT_STAGES else 0


def firms_by_name(network: Network) -> dict[str, int]:
    """Positions of all firms by their names as they are compared; of namesakes the first by id."""
    names = network.firm_names
    return {_key(names[i]): i for i in range(len(names) - 1, -1, -1)}


def _firm_place(n: Network, firm: int) -> str | Wording:
    place = place_of(n.firm_region[firm], n.firm_country[firm])
    return Said("place_unknown") if place == UNKNOWN_PLACE else place


def _place(code: str | None) -> str | Country | None:
    if not code:
        return None
    return region_name(f"{code[:2]}0000", short=True) if code.isdigit() else Country(code)


def _key(name: str | None) -> str:
    """A name as it is compared: one width, no blanks, one case."""
    return "".join(unicodedata.normalize("NFKC", name or "").split()).casefold()
