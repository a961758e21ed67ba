"""Grade mismatch: which part of demand is for grades that no local maker delivers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from graphsvc.analysis.links.local_figures import buyers_in, places_in
from graphsvc.domain.arrays import Bools, Floats, Ints, encode, numbers, totals
from graphsvc.domain.snapshot import GraphSnapshot

_SEPARATORS = re.compile(r"[、;,/\n]")
_MONTHS_OF = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
DEMAND, LAPSED = "需求", "失效"


@dataclass(frozen=True)
class GradeFigures:
    """Per product (P,), 0-1 of the quantity demanded: for grades no maker here delivers, and its ends.

    Demand by grade is that of list 19 (demands of the region's firms that have not run out), a blank grade being the
    product's own of list 03; without such rows the whole demand has the product's own grade. ``value`` leaves out
    what is unknown and is NaN where either side says nothing.
    """

    value: Floats
    lower: Floats
    upper: Floats


def grade_figures(snapshot: GraphSnapshot, region: str, as_of: str | None) -> GradeFigures:
    """Shortfall by grade of all products in a region; ``as_of`` ISO date after which demands still stand."""
    n, index = len(snapshot.network.product_codes), snapshot.network.product_index
    words = _Words()
    made, any_blank, any_told = _delivered(snapshot, region, words)
    own = np.full(n, -1, np.int64)
    for code, row in snapshot.products.items():
        own[index[code]] = words.code(row["grade"])
    product, grade, quantity = _demanded(snapshot, region, as_of, words)
    grade = np.where(grade < 0, own[product], grade)
    alone = np.flatnonzero(np.bincount(product, minlength=n) == 0)
    product, grade = np.concatenate([product, alone]), np.concatenate([grade, own[alone]])
    quantity = np.concatenate([quantity, np.ones(len(alone))])
    served = _served(product, grade, made, words)
    unserved, unsaid = ~served & (grade >= 0), grade < 0
    sized = np.nan_to_num(quantity)
    short, open_, total = (totals(product, sized * m, n) for m in (unserved, unsaid, np.ones(len(product))))
    unsized = np.isnan(quantity)
    some = {k: totals(product, unsized & m, n) > 0 for k, m in (("served", served), ("short", unserved))}
    vague = totals(product, unsized & unsaid, n) > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        value = short / (total - open_)
        lower = np.where(some["served"] | vague | any_blank | ~(total > 0), 0.0, short / total)
        upper = np.where(some["short"] | vague | ~(total > 0), 1.0, (short + open_) / total)
    upper = np.where(~any_told & any_blank, 1.0, upper)
    return GradeFigures(np.where(any_told & np.isfinite(value), value, np.nan), lower, upper)


class _Words:
    """Distinct grade texts as codes, each with the grades it names: ``AA、A`` names two."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self.tokens: list[tuple[str, ...]] = []

    def code(self, text: str | None) -> int:
        """Code of a grade text, -1 where it is blank."""
        plain = unicodedata.normalize("NFKC", text or "").strip().upper()
        if not plain:
            return -1
        if plain not in self._codes:
            self._codes[plain] = len(self.tokens)
            self.tokens.append(tuple(t.strip() for t in _SEPARATORS.split(plain) if t.strip()))
        return self._codes[plain]

    def column(self, column: pa.ChunkedArray) -> Ints:
        """Codes of a column; work per distinct text."""
        return encode(column, {t: self.code(t) for t in column.unique().to_pylist() if t is not None})


def _delivered(snapshot: GraphSnapshot, region: str, words: _Words) -> tuple[set[tuple[int, str]], Bools, Bools]:
    """(product, grade) pairs made at present sites here; per product whether any site is blank, whether any tells."""
    network, n = snapshot.network, len(snapshot.network.product_codes)
    site = np.flatnonzero((network.site_row >= 0) & places_in(network.site_region, region)[0])
    product = network.node_product[network.site_node[site]].astype(np.int64)
    grade = words.column(snapshot.tables["capacities"]["grade"])[network.site_row[site]]
    told = grade >= 0
    pairs = np.unique(np.stack([product[told], grade[told]]), axis=1).T.tolist()
    made = {(p, token) for p, g in pairs for token in words.tokens[g]}
    return made, np.bincount(product[~told], minlength=n) > 0, np.bincount(product[told], minlength=n) > 0


def _served(product: Ints, grade: Ints, made: set[tuple[int, str]], words: _Words) -> Bools:
    """Whether any grade a demand names is made here; work per distinct (product, grade)."""
    if not len(product):
        return np.zeros(0, np.bool_)
    pairs, at = np.unique(np.stack([product, grade]), axis=1, return_inverse=True)
    found = [g >= 0 and not made.isdisjoint((p, t) for t in words.tokens[g]) for p, g in pairs.T.tolist()]
    return np.array(found, np.bool_)[at]


def _demanded(snapshot: GraphSnapshot, region: str, as_of: str | None, words: _Words) -> tuple[Ints, Ints, Floats]:
    """(product, grade or -1, quantity) of demands in list 19 that the region's firms still have."""
    network, data = snapshot.network, snapshot.tables["demand_offers"]
    firm, product = encode(data["firm"], network.firm_index), encode(data["product"], network.product_index)
    wanted = (encode(data["kind"], {DEMAND: 0}) == 0) & (encode(data["status"], {LAPSED: 0}) != 0)
    mine = np.append(buyers_in(network, region), False)[firm]
    stands = _still_valid(data["valid_until"], data["valid_until_precision"], as_of)
    rows = np.flatnonzero(wanted & mine & stands & (product >= 0))
    return product[rows], words.column(data["grade"])[rows], numbers(data["quantity"])[rows]


def _still_valid(until: pa.ChunkedArray, precision: pa.ChunkedArray, as_of: str | None) -> Bools:
    if as_of is None:
        return np.ones(len(until), np.bool_)
    days = {d: int(d >= as_of) for d in until.unique().to_pylist() if d is not None}
    whole: Bools = encode(until, days) != 0
    spans = encode(precision, _MONTHS_OF)
    month = encode(until, {d: int(d[:4]) * 12 + int(d[5:7]) for d in days})
    now = int(as_of[:4]) * 12 + int(as_of[5:7])
    return np.logical_or(whole, (spans > 0) & (month + spans > now))
