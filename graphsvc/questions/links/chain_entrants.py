"""chain-entrants: small local firms that make, or could make, what a lead firm buys outside the region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from graphsvc.analysis.links.chain_entrants import OutsidePurchases, fit_of, outside_purchases
from graphsvc.analysis.links.gap_fillers import convertible_lines
from graphsvc.analysis.links.local_figures import buyers_in, places_in
from graphsvc.domain.arrays import Bools
from graphsvc.domain.columns import columns
from graphsvc.domain.results import Result, Trace
from graphsvc.domain.rounding import known
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.judgements.figures import Row
from graphsvc.judgements.links.lead_firms import firms_asked
from graphsvc.judgements.trace import Ref, capacity_refs, conversion_refs, firm_refs, product_refs, supply_refs, unique
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.parameters import Asked, parameter
from graphsvc.questions.question import PerChain, Question, Twin

FIELDS = ("capacity", "output", "share")
SMALL = ("中型", "小型", "微型", None)
FIGURES = (
    "capacity", "spare", "quantity_outside", "amount_outside", "outside_share", "outside_share_lower",
    "outside_share_upper",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Parameters(Asked):
    """What ``chain-entrants`` is asked with."""

    firm: str | None = parameter("text")
    tags: tuple[str, ...] = parameter("list", ())
    top: int = parameter("integer", 10, "rows", minimum=1)


COLUMNS = columns(
    "chain-entrants",
    "chain_code", "firm_id", "name", "tags", "size", "region_code", "product_code", "product_name", "buyer_id",
    "buyer_name", "way", "from_product", "capacity", "spare", "unit", "quantity_outside", "amount_outside",
    "outside_share", "outside_share_lower", "outside_share_upper", "days", "fit", "fit_lower", "fit_upper",
    "fit_parts",
)  # fmt: skip


def _rows(facts: Facts, asked: Parameters) -> list[Row]:
    """The best rows of each lead firm, those that fit best first."""
    n, found = facts.network, _Candidates(facts, asked.tags)
    rows = []
    for firm in firms_asked(facts, asked.firm):
        bought = np.flatnonzero((n.purchase_buyer == firm) & found.bought.has_any & (found.bought.share != 0))
        own = [row for q in bought.tolist() for row in found.of_purchase(q)]
        rows += sorted(own, key=_order)[: asked.top]
    return rows


def _order(row: Row) -> tuple[float, str, str, str]:
    return -row["fit"], row["product_code"], row["firm_id"], row["buyer_id"]


class _Candidates:
    """Firms of the region that may enter: active, listed, not large, with one of the tags where any is asked for."""

    def __init__(self, facts: Facts, tags: Sequence[str]) -> None:
        self.facts, self.tags = facts, tags
        self.lines = convertible_lines(facts.network, facts.snapshot.tables)

    @cached_property
    def bought(self) -> OutsidePurchases:
        """What every purchase holds from outside."""
        return outside_purchases(self.facts.network, self.facts.snapshot.tables, self.facts.scope.region)

    @cached_property
    def fitting(self) -> Bools:
        """(F,) firms that may enter."""
        firms = self.facts.snapshot.firms
        fits = [self._fits(firms[f]) if f in firms else False for f in self.facts.network.firm_ids]
        found: Bools = buyers_in(self.facts.network, self.facts.scope.region) & np.array(fits, np.bool_)
        return found

    def _fits(self, row: Values) -> bool:
        held = row["tags"] or ()
        return row["size"] in SMALL and (not self.tags or any(tag in own for tag in self.tags for own in held))

    @cached_property
    def lines_here(self) -> Bools:
        """(L,) convertible lines of such firms that stand in the region."""
        inside, _ = places_in(self.lines.region, self.facts.scope.region)
        found: Bools = inside & self.fitting[self.lines.firm]
        return found

    def of_purchase(self, q: int) -> Iterator[Row]:
        """Rows of one purchase: makers here, then firms with a line here that can turn to the product."""
        n, p, buyer = (
            self.facts.network,
            int(self.facts.network.purchase_product[q]),
            self.facts.network.purchase_buyer[q],
        )
        suppliers = n.node_firm[n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]]]
        free = self.fitting & (n.firm_group != n.firm_group[buyer])
        free[suppliers] = False
        free[buyer] = False
        for v in np.flatnonzero((n.node_product == p) & self.facts.members.makers_here & free[n.node_firm]).tolist():
            spare = _told(np.maximum(0.0, n.node_capacity[v] - n.node_output[v]))
            yield self._row(q, int(n.node_firm[v]), "makes", 0, _told(n.node_capacity[v]), spare, None)
        unit = self.facts.names.row(n.product_codes[p])["unit"]
        for at in self.lines.best(self.lines_here & (self.lines.target == p) & free[self.lines.firm]):
            now, days = n.product_codes[self.lines.product[at]], _told(self.lines.days[at])
            same = unit is not None and self.facts.names.row(now)["unit"] == unit
            size = self.lines.capacity[at]
            spare = _told(np.maximum(0.0, size - self.lines.output[at])) if same else None
            capacity = _told(size) if same else None
            days = None if days is None else int(days)
            yield self._row(q, int(self.lines.firm[at]), "converts", days, capacity, spare, now)

    def _row(
        self,
        q: int,
        firm: int,
        way: str,
        days: int | None,
        capacity: float | None,
        spare: float | None,
        now: str | None,
    ) -> Row:
        n, bought, code = (
            self.facts.network,
            self.bought,
            self.facts.network.product_codes[self.facts.network.purchase_product[q]],
        )
        candidate, buyer = self.facts.snapshot.firms[n.firm_ids[firm]], int(n.purchase_buyer[q])
        share, lower, upper = _told(bought.share[q]), float(bought.share_lower[q]), float(bought.share_upper[q])
        quantity, is_whole = float(bought.quantity[q]), bool(bought.is_whole[q])
        fit = fit_of(days, spare, (quantity, is_whole), (share, lower, upper))
        return {
            "chain_code": self.facts.chain.code,
            "firm_id": n.firm_ids[firm],
            "name": n.firm_names[firm],
            "tags": list(candidate["tags"] or ()),
            "size": candidate["size"],
            "region_code": n.firm_region[firm] or None,
            "product_code": code,
            "product_name": self.facts.names.product(code),
            "buyer_id": n.firm_ids[buyer],
            "buyer_name": n.firm_names[buyer],
            "way": way,
            "from_product": now,
            "capacity": capacity,
            "spare": spare,
            "unit": self.facts.names.row(code)["unit"],
            "quantity_outside": quantity if is_whole else None,
            "amount_outside": _told(bought.amount[q]),
            "outside_share": share,
            "outside_share_lower": lower,
            "outside_share_upper": upper,
            "days": days,
            "fit": fit.value,
            "fit_lower": fit.lower,
            "fit_upper": fit.upper,
            "fit_parts": {"readiness": fit.readiness, "coverage": fit.coverage, "need": fit.need},
        }


def _told(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _result(facts: Facts, asked: Parameters, rows: Sequence[Row]) -> Result:
    told = [
        {
            **row,
            **{name: known(row[name]) for name in FIGURES},
            "fit_parts": {name: known(part) for name, part in row["fit_parts"].items()},
        }
        for row in rows
    ]
    told.sort(key=_order)  # of both engines: the graph database has an order of its own for ids that were handed in
    leads = [(facts.network.firm_ids[f], facts.network.firm_names[f]) for f in firms_asked(facts, asked.firm)]
    found = Counter(row["buyer_id"] for row in told)
    completeness = facts.data.completeness(FIELDS)
    summary = {
        "leads": [{"firm_id": firm, "name": name, "n_rows": found[firm]} for firm, name in leads],
        "n_leads": len(leads),
        "n_candidates": len({row["firm_id"] for row in told}),
        "n_products": len({row["product_code"] for row in told}),
        "tags": list(asked.tags),
        "top": asked.top,
        "list_06_declared_complete": facts.data.is_declared("06"),
    }
    findings = [
        COLUMNS.finding(
            row,
            (facts.chain.code, row["buyer_id"], row["product_code"], row["firm_id"]),
            partial(_trace, facts.snapshot, row),
        )
        for row in told
    ]
    return Result(findings, summary, (), completeness, facts.data.grade(completeness))


def _trace(snapshot: GraphSnapshot, row: Row) -> Trace:
    n, code = snapshot.network, row["product_code"]
    p, buyer, firm = n.product_index[code], n.firm_index[row["buyer_id"]], n.firm_index[row["firm_id"]]
    q = n.purchase_index[buyer, p]
    suppliers = n.node_firm[n.source_node[n.source_ptr[q] : n.source_ptr[q + 1]]].tolist()
    refs: list[Ref] = product_refs(snapshot, [code]) + supply_refs(n, [q])
    refs += firm_refs(snapshot, [row["firm_id"], row["buyer_id"], *(n.firm_ids[f] for f in suppliers)])
    if row["way"] == "makes":
        return unique(refs + capacity_refs(n, [n.node_index[firm, p]]))
    return unique(refs + conversion_refs(snapshot, row["firm_id"], code))


def _entrants(facts: Facts, asked: Parameters) -> Result:
    return _result(facts, asked, _rows(facts, asked))


def _for_twin(facts: Facts, asked: Parameters) -> Values:
    return {"firms": [facts.network.firm_ids[firm] for firm in firms_asked(facts, asked.firm)]}


QUESTION = Question(
    name="chain-entrants",
    asks="本地哪些中小企业能做(或可转产)链主外购的产品？推荐入链企业",
    asks_en="Which small firms here make, or could make, what a lead firm buys outside?",
    asked=Parameters,
    columns=COLUMNS,
    way=PerChain(_entrants, Twin(_for_twin, _result)),
    brief=("name", "product_name", "buyer_name", "way", "spare", "unit", "days", "fit", "fit_lower", "fit_upper"),
)
