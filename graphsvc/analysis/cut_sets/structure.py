"""AND-OR structures over numbered elements: what is below what, and in which order it is worked out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

Gates = Mapping[str, tuple[str, Sequence[str]]]
"""Gates by name: "and" or "or", and the names of what goes in."""


@dataclass(frozen=True)
class Structure:
    """Elements 0 … ``n_events`` - 1 are basic events, the others gates: ``is_and[g]`` and ``inputs[g]`` of element
    ``n_events + g``. An "or" gate fails when any input fails, an "and" gate when all do. Cycles are legal."""

    n_events: int
    is_and: Sequence[bool]
    inputs: Sequence[tuple[int, ...]]

    def below(self, top: int) -> list[int]:
        """Elements from which ``top`` can be reached, inputs before what they go into as far as cycles let them."""
        seen, found = {top}, []
        stack = [(top, iter(self.inputs_of(top)))]
        while stack:
            element, rest = stack[-1]
            following = next((i for i in rest if i not in seen), None)
            if following is None:
                found.append(element)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(self.inputs_of(following))))
        return found

    def inputs_of(self, element: int) -> tuple[int, ...]:
        """What goes into an element; nothing goes into a basic event."""
        return () if element < self.n_events else self.inputs[element - self.n_events]

    def all_must_fail(self, element: int) -> bool:
        """Whether a gate is an "and" gate."""
        return self.is_and[element - self.n_events]


@dataclass(frozen=True)
class Part:
    """The part of a structure below ``top``: its elements in order, and which gates each goes into."""

    structure: Structure
    top: int
    order: list[int]
    users: Mapping[int, list[int]]

    @property
    def events(self) -> list[int]:
        """Basic events of the part, ascending."""
        return sorted(e for e in self.order if e < self.structure.n_events)

    @property
    def gates(self) -> list[int]:
        """Gates of the part, inputs first."""
        return [e for e in self.order if e >= self.structure.n_events]

    def fails(self, failed: Collection[int]) -> bool:
        """Whether the top fails with these basic events: least fixpoint, so a cycle does not fail by itself."""
        waiting = {
            g: len(set(self.structure.inputs_of(g))) if self.structure.all_must_fail(g) else 1 for g in self.gates
        }
        down = set(failed)
        queue = [*failed, *(g for g, n in waiting.items() if n == 0)]
        down.update(queue)
        while queue:
            for gate in self.users.get(queue.pop(), ()):
                waiting[gate] -= 1
                if waiting[gate] <= 0 and gate not in down:
                    down.add(gate)
                    queue.append(gate)
        return self.top in down


def part_below(structure: Structure, top: int) -> Part:
    """What decides about ``top``."""
    order = structure.below(top)
    users: dict[int, list[int]] = {}
    for element in order:
        for each in dict.fromkeys(structure.inputs_of(element)):
            users.setdefault(each, []).append(element)
    return Part(structure, top, order, users)


def numbered(gates: Gates, top: str) -> tuple[Structure, tuple[str, ...], int]:
    """A structure given by names: its numbered form, the names of the basic events (sorted), and the number of ``top``.

    Raises
    ------
    ValueError
        A gate is neither "and" nor "or".
    """
    for name, (kind, _) in gates.items():
        if kind not in ("and", "or"):
            raise ValueError(f"gate {name!r} is neither 'and' nor 'or': {kind!r}")
    mentioned = {name for _, inputs in gates.values() for name in inputs} | {top}
    events = tuple(sorted(mentioned - gates.keys()))
    number = {name: i for i, name in enumerate((*events, *gates))}
    inputs = [tuple(number[name] for name in names) for _, names in gates.values()]
    return Structure(len(events), [kind == "and" for kind, _ in gates.values()], inputs), events, number[top]
