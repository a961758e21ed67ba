"""How many of each kind: distinct things, however many rows, chains or slots speak of them.

One word for one count, used by map, report, screen and their tests:

- purchases, and each kind of single source: distinct (buyer, product)
- sources behind single sources: distinct (source, product); a control group or park is one source
- hidden sources: distinct (buyer, product, entity); entities behind them: distinct entities
- dependent purchases: distinct (buyer, product) that are single-sourced or hang on a hidden source
- missing and weak links: distinct products; choke points: distinct entities
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from graphsvc.domain.values import Values
from graphsvc.judgements.facts.members import Members

Key = TypeVar("Key")

SINGLE = ("disguised", "sole", "single_by_choice")
KINDS = (*SINGLE, "dominant", "unknown")
"""Kinds of a purchase; where chains see one differently, the first of these counts."""
TRUTHS = ("yes", "unknown", "no")


@dataclass(frozen=True)
class Counts:
    """Distinct counts over one chain or several; see the head of the module for what each counts."""

    purchases: int
    single: int
    sole: int
    by_choice: int
    disguised: int
    dominant: int
    single_unknown: int
    single_sources: int
    hidden: int
    hidden_entities: int
    hidden_unknown: int
    dependent: int
    missing: int
    missing_unknown: int
    weak: int
    weak_unknown: int
    choke: int
    choke_red: int
    choke_unknown: int


def count(
    chains: Iterable[Members],
    single: Sequence[Values],
    hidden: Sequence[Values],
    missing: Sequence[Values],
    weak: Sequence[Values],
    choke: Sequence[Values],
) -> Counts:
    """Counts over rows of the five questions, of one chain or of several together."""
    kinds = _worst(((pair(r), r["kind"]) for r in single), KINDS)
    told = list(kinds.values())
    bound = [r for r in single if r["kind"] in SINGLE]
    stopped = _worst(((hidden_key(r), r["is_hidden"]) for r in hidden), TRUTHS)
    lacking = _worst(((r["product_code"], r["is_missing"]) for r in missing), TRUTHS)
    frail = _worst(((r["product_code"], r["is_weak"]) for r in weak), TRUTHS)
    chokes = _worst(((r["entity_id"], r["is_choke_point"]) for r in choke), TRUTHS)
    proven = {key for key, verdict in stopped.items() if verdict == "yes"}
    return Counts(
        purchases=len(distinct_purchases(chains)),
        single=sum(kind in SINGLE for kind in told),
        sole=told.count("sole"),
        by_choice=told.count("single_by_choice"),
        disguised=told.count("disguised"),
        dominant=told.count("dominant"),
        single_unknown=told.count("unknown"),
        single_sources=len({source_key(r) for r in bound}),
        hidden=len(proven),
        hidden_entities=len({key[2:] for key in proven}),
        hidden_unknown=len(stopped) - len(proven) - list(stopped.values()).count("no"),
        dependent=len({p for p, kind in kinds.items() if kind in SINGLE} | {key[:2] for key in proven}),
        missing=list(lacking.values()).count("yes"),
        missing_unknown=list(lacking.values()).count("unknown"),
        weak=list(frail.values()).count("yes"),
        weak_unknown=list(frail.values()).count("unknown"),
        choke=list(chokes.values()).count("yes"),
        choke_red=len({r["entity_id"] for r in choke if is_red(r)}),
        choke_unknown=list(chokes.values()).count("unknown"),
    )


def is_red(row: Values) -> bool:
    """Whether a row of ``choke-points`` is a proven choke point of grade red; what is undecided is counted apart."""
    return bool(row["is_choke_point"] == "yes" and row["risk_grade"] == "red")


def pair(row: Values) -> tuple[str, str]:
    """What a purchase is: who buys what."""
    return row["buyer_id"], row["product_code"]


def source_key(row: Values) -> tuple[str, str]:
    """What a single source is: the group (park, or the firms) that sells, and the product."""
    return row["group_id"] or row["park"] or "、".join(sorted(row["supplier_ids"])), row["product_code"]


def hidden_key(row: Values) -> tuple[str, str, str, str]:
    """What a hidden source is: buyer, product, and the entity all sources hang on."""
    return row["buyer_id"], row["product_code"], row["entity_type"], row["entity_id"]


def distinct_purchases(chains: Iterable[Members]) -> set[int]:
    """Purchases of the regions' buyers, each once however many chains it belongs to."""
    return {int(q) for members in chains for q in np.unique(members.purchases_here)}


def _worst(pairs: Iterable[tuple[Key, str]], order: Sequence[str]) -> dict[Key, str]:
    """One verdict a thing: of several the first in ``order``."""
    found: dict[Key, str] = {}
    for key, verdict in pairs:
        if key not in found or order.index(verdict) < order.index(found[key]):
            found[key] = verdict
    return found
