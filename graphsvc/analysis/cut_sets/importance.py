"""Probability of the top event, and how much each basic event matters for it.

With P the probability of the top event, P(i) the same when event i has failed and P(-i) when it never does:
Birnbaum = P(i) - P(-i) (Birnbaum 1969), Fussell-Vesely = (P - P(-i)) / P, risk achievement worth RAW = P(i) / P, risk
reduction worth RRW = P / P(-i) (Cheok, Parry & Sherry 1998, Reliability Engineering & System Safety 60, 213-226).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from operator import mul

from graphsvc.analysis.cut_sets.families import Cut
from graphsvc.analysis.cut_sets.probability import Ends, Expansion, any_of, components, more_than, without

NEVER = float("inf")


@dataclass(frozen=True)
class Figure:
    """A figure with its bounds: ``value`` is that of the sets found (at its upper end where it is not exact)."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Importance:
    """Measures of one basic event; RRW is infinite where the top event cannot happen without it."""

    birnbaum: Figure
    fussell_vesely: Figure
    raw: Figure
    rrw: Figure


@dataclass(frozen=True)
class Importances:
    """``top``: probability of the top event; ``events``: measures of each event that stands in a set."""

    top: Figure
    events: Mapping[int, Importance]


def importances(
    cuts: Sequence[Cut], complete_to: int | None, chance: Mapping[int, float], events: Collection[int]
) -> Importances:
    """Probability of the top event and importance of its basic events, which fail independently.

    Parameters
    ----------
    cuts : sequence of frozenset of int
        Minimal cut sets.
    complete_to : int or None
        Every minimal cut set up to this order is among them, None: every one. A set that is not there needs more events
        than this to fail together, none of which cuts alone: that bounds from above what it may add.
    chance : mapping of int to float
        Probability that each event fails, 0-1.
    events : collection of int
        All basic events that may decide about the top.

    Returns
    -------
    found : Importances
        Lower and upper ends are equal where a figure is exact.
    """
    if any(not cut for cut in cuts):
        return Importances(Figure(1.0, 1.0, 1.0), {})
    expansion, parts = Expansion(chance), components(cuts)
    ends = [expansion.ends(part) for part in parts]
    others = [_all_but_one([1.0 - e[side] for e in ends]) for side in (0, 1)]

    singles = {event for cut in cuts if len(cut) == 1 for event in cut}
    paired = [chance[e] for e in events if e not in singles]

    @cache
    def beyond(k: int, spared: float | None) -> float:
        """Probability that more than ``k`` events that cut with others only fail, one of chance ``spared`` left out."""
        chances = list(paired)
        if spared is not None:
            chances.remove(spared)
        return 0.0 if complete_to is None else more_than(k, chances)

    found = expansion.ends(cuts)
    top = _figure(found, beyond(complete_to or 0, None))
    measures: dict[int, Importance] = {}
    for i, part in enumerate(parts):
        rest = Ends(others[0][i], others[1][i])
        for event in sorted({e for cut in part for e in cut}):
            failed = _with(expansion.ends(without(part, event, failed=True)), rest)
            sound = _with(expansion.ends(without(part, event, failed=False)), rest)
            k, p = complete_to or 0, chance[event]
            spared = None if event in singles else p
            up, down = _figure(failed, beyond(k - 1, spared)), _figure(sound, beyond(k, spared))
            measures[event] = _measures(top, up, down, p)
    return Importances(top, measures)


def _all_but_one(factors: list[float]) -> list[float]:
    """Product of all factors but each."""
    before = list(accumulate(factors, mul, initial=1.0))
    after = list(accumulate(reversed(factors), mul, initial=1.0))[::-1]
    return [b * a for b, a in zip(before[:-1], after[1:], strict=True)]


def _with(part: Ends, rest: Ends) -> Ends:
    """With what stands beside a part: ``rest`` is the probability that none of it has failed."""
    return Ends(any_of([part.lower, 1.0 - rest.lower]), any_of([part.upper, 1.0 - rest.upper]))


def _figure(ends: Ends, beyond: float) -> Figure:
    """With what sets that are not there may add: increasing events are associated, so the product bounds the union."""
    return Figure(ends.upper, ends.lower, any_of([ends.upper, beyond]) if beyond else ends.upper)


def _measures(top: Figure, failed: Figure, sound: Figure, p: float) -> Importance:
    """Of bounds on P, P(i) and P(-i), where P = p P(i) + (1 - p) P(-i) and P(-i) <= P <= P(i)."""
    birnbaum = Figure(
        failed.value - sound.value, max(0.0, failed.lower - sound.upper), min(1.0, failed.upper - sound.lower)
    )
    reduction = Figure(_ratio(top.value, sound.value), *_ratio_ends(top, sound))
    achievement = _ratio(1.0, p + (1.0 - p) * _ratio(sound.value, failed.value))
    ends = [
        _ratio(1.0, p + (1.0 - p) * share)
        for share in (_ratio(sound.upper, failed.lower), _ratio(sound.lower, failed.upper))
    ]
    raw = Figure(achievement, max(1.0, ends[0]), max(1.0, ends[1]))
    vesely = [1.0 - 1.0 / max(1.0, r) for r in (reduction.value, reduction.lower, reduction.upper)]
    return Importance(birnbaum, Figure(*vesely), raw, reduction)


def _ratio(one: float, other: float) -> float:
    return one / other if other > 0.0 else NEVER if one > 0.0 else 1.0


def _ratio_ends(top: Figure, sound: Figure) -> tuple[float, float]:
    return max(1.0, _ratio(top.lower, sound.upper)), max(1.0, _ratio(top.upper, sound.lower))
