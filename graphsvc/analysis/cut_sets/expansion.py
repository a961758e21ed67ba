"""Minimal cut sets of a part of a structure, order by order.

Families of sets are worked out from the basic events up to the top (Fussell & Vesely 1972 expand the other way round,
from the top down; the sets are the same), kept free of sets that hold others, and bounded by order. In a cycle they are
worked out again until none grows: the least fixpoint of "fails". What cuts alone is found first and then left out, for
no larger minimal set holds it; inputs that share no event (modules) need no minimising.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from graphsvc.analysis.cut_sets.families import NOTHING, Bound, Cut, Family, all_of, any_of, holds_one, rank
from graphsvc.analysis.cut_sets.structure import Part

T = TypeVar("T")
FEWEST, STEPS_EACH, TRIES = 10_000, 100, 3_000_000
"""Where the number of sets is bounded: sets a family may hold at least, unions per such set; elements looked at to
prove that no set of a higher order is left, or that a set is minimal."""


@dataclass(frozen=True)
class Found:
    """Minimal cut sets, small ones first. ``complete_to``: every one up to this order is there; None: every one."""

    cuts: Sequence[Cut]
    complete_to: int | None


def single_cuts(part: Part) -> int | None:
    """Events that cut alone, as bits of a number; None where the top fails with nothing at all."""
    everything = (1 << part.structure.n_events) - 1
    always = 1 << part.structure.n_events
    cut = {e: 1 << e if e < part.structure.n_events else 0 for e in part.order}

    def combined(gate: int) -> int:
        bits = always | everything if part.structure.all_must_fail(gate) else 0
        for each in part.structure.inputs_of(gate):
            bits = bits & cut[each] if part.structure.all_must_fail(gate) else bits | cut[each]
        return bits | everything if bits & always else bits

    _settle(part, cut, combined)
    return None if cut[part.top] & always else cut[part.top]


def _settle(part: Part, values: dict[int, T], combined: Callable[[int], T]) -> None:
    """Work out every gate until none changes; ``combined`` reads ``values``."""
    gates = part.gates
    due = set(gates)
    while due:
        for gate in gates:
            if gate not in due:
                continue
            due.discard(gate)
            value = combined(gate)
            if value != values[gate]:
                values[gate] = value
                due.update(part.users.get(gate, ()))


def _family(part: Part, sound: Set[int], bound: Bound) -> Family:
    """Family of the top where the events ``sound`` never fail."""
    n = part.structure.n_events
    families: dict[int, Family] = {
        e: frozenset((frozenset((e,)),)) if e < n and e not in sound else NOTHING for e in part.order
    }

    def combined(gate: int) -> Family:
        inputs = [families[each] for each in part.structure.inputs_of(gate)]
        family = (all_of if part.structure.all_must_fail(gate) else any_of)(inputs, bound)
        return any_of((families[gate], family), bound) if families[gate] else family

    _settle(part, families, combined)
    return families[part.top]


def find(part: Part, singles: Set[int], max_order: int, limit: int | None) -> Found:
    """All minimal cut sets within the bounds.

    Parameters
    ----------
    part : Part
        What decides about the top.
    singles : set of int
        Events that cut alone: all of them.
    max_order : int
        Largest number of events in a set.
    limit : int or None
        Most sets to give; where there is one, the work is bounded too.

    Returns
    -------
    found : Found
        Each of ``cuts`` is a minimal cut set, whatever bound was met.
    """
    cuts: list[Cut] = [frozenset((e,)) for e in sorted(singles)]
    complete_to: int | None = 1
    first = 2 if limit is not None else max(2, max_order)  # work that is not bounded is done once, at the largest order
    for order in range(first, max_order + 1):
        bound = _bound(order, limit)
        family = _family(part, singles, bound)
        cuts = _joined(cuts, family)
        if bound.short and order < max_order:
            cuts = _joined(cuts, _shrunk(part, _family(part, singles, _bound(max_order, limit)), cuts))
        if bound.short:
            break
        complete_to = order if bound.larger else None
        if complete_to is None:
            break
    if complete_to == max_order and not _leaves_out(part, cuts):
        complete_to = None
    if limit is not None and len(cuts) > limit:
        below = len(cuts[limit]) - 1
        return Found(cuts[:limit], below if complete_to is None else min(below, complete_to))
    return Found(cuts, complete_to)


def _bound(order: int, limit: int | None) -> Bound:
    most = None if limit is None else max(FEWEST, limit)
    return Bound(order, most, None if most is None else most * STEPS_EACH)


def _joined(cuts: Sequence[Cut], family: Iterable[Cut]) -> list[Cut]:
    """Known minimal cut sets with those of a family that hold none of them."""
    known = set(cuts)
    return sorted({*cuts, *(c for c in family if not holds_one(c, known))}, key=rank)


def _shrunk(part: Part, family: Family, known: Sequence[Cut]) -> Iterator[Cut]:
    """Cut sets of a family that lacks smaller ones: each without what it does not need, as far as time allows."""
    tries, found = TRIES, set(known)
    for cut in sorted(family, key=rank):
        if holds_one(cut, found):
            continue
        tries -= len(cut) * len(part.order)
        if tries < 0:
            return
        for event in sorted(cut):
            cut = cut - {event} if part.fails(cut - {event}) else cut
        found.add(cut)
        yield cut


def _leaves_out(part: Part, cuts: Sequence[Cut]) -> bool:
    """Whether the top can fail without any of ``cuts``: hold up one event of each, every way, and let the rest fail.
    True too where that would take too long."""
    everything = frozenset(part.events)
    stack, seen, looked = [frozenset(e for c in cuts if len(c) == 1 for e in c)], set(), 0
    while stack:
        held = stack.pop()
        if held in seen:
            continue
        seen.add(held)
        looked += len(part.order) + len(cuts)
        if looked > TRIES:
            return True
        if not part.fails(everything - held):
            continue
        free = next((c for c in cuts if not c & held), None)
        if free is None:
            return True
        stack.extend(held | {e} for e in free)
    return False
