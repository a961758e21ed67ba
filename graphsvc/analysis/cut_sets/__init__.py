"""Minimal cut sets of AND-OR failure structures, with the importance of their members.

Sources: Fussell, J. B. & Vesely, W. E. (1972), A new methodology for obtaining cut sets for fault trees, Transactions
of the American Nuclear Society 15, 262-263; Vesely, W. E. et al. (1981), Fault Tree Handbook, NUREG-0492.
"""

from __future__ import annotations

from dataclasses import dataclass

from graphsvc.analysis.cut_sets.expansion import find, single_cuts
from graphsvc.analysis.cut_sets.structure import Gates, numbered, part_below

__all__ = ["CutSets", "minimal_cut_sets"]


@dataclass(frozen=True)
class CutSets:
    """Minimal cut sets: ``sets``, small ones first, then by name.

    ``truncated``: there are more, or that none is left could not be shown. ``complete_to``: every minimal cut set of up
    to this order is in ``sets``; None for every one there is, -1 where the empty set is one and was cut off.
    """

    sets: list[frozenset[str]]
    truncated: bool
    complete_to: int | None


def minimal_cut_sets(gates: Gates, top: str, *, max_order: int = 3, limit: int | None = None) -> CutSets:
    """Minimal cut sets of ``top``: sets of basic events that make it fail, none of which holds another.

    An "or" gate fails when any of its inputs fails, an "and" gate when all do; one without inputs is an "or" that
    never fails, an "and" that always does. Cycles are legal: nothing fails only because it waits for itself (least
    fixpoint of "fails", which is the greatest of "works").

    Parameters
    ----------
    gates : mapping of str to (str, sequence of str)
        Per gate "and" or "or" and the names of its inputs. A name without a gate is a basic event.
    top : str
        The gate, or basic event, asked about.
    max_order : int
        Largest number of basic events in a set, 1 or more.
    limit : int, optional
        Most sets to give. With it the work is bounded too (10,000 sets a gate, or ``limit`` where that is more);
        without it neither is, and a structure may have exponentially many.

    Returns
    -------
    found : CutSets
        Every set is a minimal cut set whatever bound was met; ``truncated`` says that one was.

    Raises
    ------
    ValueError
        A gate is neither "and" nor "or", ``max_order`` is below 1 or ``limit`` below 0.
    """
    if max_order < 1 or (limit is not None and limit < 0):
        raise ValueError(f"max_order must be 1 or more and limit 0 or more: {max_order}, {limit}")
    structure, events, number = numbered(gates, top)
    part = part_below(structure, number)
    bits = single_cuts(part)
    if bits is None:
        always = [frozenset[str]()][:limit]
        return CutSets(always, not always, None if always else -1)
    found = find(part, {e for e in part.events if bits >> e & 1}, max_order, limit)
    sets = [frozenset(events[e] for e in cut) for cut in found.cuts]
    return CutSets(sets, found.complete_to is not None, found.complete_to)
