"""Facets of a list: its values with how many lines each would leave, and the addresses that choose them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphsvc.domain.errors import ParameterError
from graphsvc.domain.pages import Choice, Facet, Goto, Plain
from graphsvc.domain.report import Cell, Coded

ALL = "all"


@dataclass(frozen=True)
class FacetOf:
    """Facets of one list: its address, and what it is asked with now. A list chosen from anew begins at its head."""

    here: str
    query: Mapping[str, Plain]

    def __call__(
        self,
        name: str,
        codes: Sequence[str],
        words: str,
        *,
        chosen: str,
        default: str = "",
        counts: Mapping[str, int] | None = None,
        every: int | None = None,
    ) -> Facet:
        """One facet by the parameter ``name``; ``words`` is the vocabulary of its codes, "" where they are names.

        ``counts``: lines by code; a code without any is left out unless it is chosen. ``every``: lines without this
        facet, for the choice of all; None where one code is always chosen.
        """
        choices = []
        if every is not None:
            value = "" if default == "" else ALL
            choices.append(self._choice(name, Coded(ALL, ALL), value, default, every, chosen == value))
        for code in codes:
            n = None if counts is None else counts.get(code, 0)
            if n != 0 or code == chosen:
                label: Cell = Coded(words, code) if words else code
                choices.append(self._choice(name, label, code, default, n, code == chosen))
        return Facet(name, tuple(choices))

    def _choice(self, name: str, label: Cell, value: str, default: str, n: int | None, is_chosen: bool) -> Choice:
        to = Goto(self.here, {**self.query, name: None if value == default else value, "page": None})
        return Choice(label, n, to, is_chosen)


def one_of(name: str, value: str, allowed: Sequence[str]) -> str:
    """A value of an address; refused (``bad_parameter``) where it is none of those allowed."""
    if value not in allowed:
        known = ", ".join(filter(None, allowed))
        raise ParameterError(
            "bad_parameter", name=name, value=value[:40], expected_zh=f"应为 {known}", expected_en=f"one of {known}"
        )
    return value


def page_start(text: str, n: int, size: int) -> int:
    """Where a page of a list begins; the first where none is told, the last where it lies beyond the end."""
    page = int(text[:9]) if text[:9].isdecimal() else 1
    return (min(max(1, page), max(1, -(-n // size))) - 1) * size
