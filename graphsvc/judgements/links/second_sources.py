"""Second sources by name: what list 15 and the 备选供方 cells of list 07 say of a product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphsvc.domain.network import Network
from graphsvc.judgements.workspace import Facts

SECOND_SOURCE = "备选供方"
LISTED, ALTERNATE = "outside_resource", "alternate_in_list_07"
QUALIFIED = ("已认证", "送样", "潜在")


@dataclass(frozen=True)
class SecondSource:
    """Best entry that list 15 or a 备选供方 cell of list 07 has of one firm.

    ``firm`` its position, -1 where no list knows it; ``days`` [d] to qualify; ``spare`` [unit/yr]; ``note``: the list.
    """

    name: str
    firm: int
    origin: str | None
    status: str | None
    days: int | None
    spare: float | None
    note: str


def second_sources(facts: Facts, p: int) -> list[SecondSource]:
    """One per firm or, where no list knows the firm, per name; the furthest qualified entry counts, then the fastest,
    then the one that offers most."""
    n, code = facts.network, facts.network.product_codes[p]
    unit = facts.names.row(code)["unit"]
    found: list[tuple[tuple[Any, ...], SecondSource]] = []
    for row in facts.snapshot.tables.rows("outside_resources"):
        products = row["products"] or ()
        if row["type"] == SECOND_SOURCE and code in products:
            own_unit = len(products) == 1 or row["spare_qty_unit"] in (unit, f"{unit}/年")
            spare = row["spare_qty"] if own_unit else None
            rank = QUALIFIED.index(row["status"]) if row["status"] in QUALIFIED else len(QUALIFIED)
            days = row["qualify_days"]
            key = (rank, days is None, days or 0, spare is None, -(spare or 0.0), row["origin"] or "~", 0)
            firm = _firm_named(n, row["name"])
            found.append((key, SecondSource(row["name"], firm, row["origin"], row["status"], days, spare, LISTED)))
    rows = n.source_row[n.purchase_product[n.source_purchase] == p]
    alternates = facts.snapshot.tables["supplies"]["alternates"]
    last = (len(QUALIFIED), True, 0, True, 0.0, "~", 1)
    for name in sorted({name for r in rows.tolist() for name in alternates[r].as_py() or ()}):
        found.append((last, SecondSource(name, _firm_named(n, name), None, None, None, None, ALTERNATE)))
    best: dict[str | int, SecondSource] = {}
    for _, source in sorted(found, key=lambda item: (*item[0], item[1].name)):
        best.setdefault(source.firm if source.firm >= 0 else source.name, source)
    return list(best.values())


def _firm_named(n: Network, text: str) -> int:
    """Position of the firm with this id, or of the only one with this name; -1 otherwise."""
    named = [n.firm_index[text]] if text in n.firm_index else [i for i, name in enumerate(n.firm_names) if name == text]
    return named[0] if len(named) == 1 else -1
