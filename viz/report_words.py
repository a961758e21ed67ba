"""The words of the report, and how its values are said in one language."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib import resources
from string import Formatter

from graphsvc.domain.reference import country_name
from graphsvc.domain.report import Amount, Cell, Coded, Saying, Way
from graphsvc.domain.sentences import Wording, tell
from graphsvc.domain.values import Values
from viz.labels import Words
from viz.palette import RISK_LOOKS
from viz.picture import one_line

_SHORT = {"status_short": "status"}
"""Words that are shortened for want of room, by what they are short for."""
GRADE_SYMBOLS = {**{grade: look.symbol for grade, look in RISK_LOOKS.items()}, "grey": "○"}
_WHOLE = re.compile(r"\.0(?!\d)")


@cache
def _entries() -> Values:
    return tomllib.loads((resources.files("viz") / "report_labels.toml").read_text(encoding="utf-8"))


class ReportWords(Words):
    """Words of ``report_labels.toml``, then those all pictures share."""

    def __call__(self, key: str, **facts: object) -> str:
        """The word under ``key`` with ``facts`` filled in."""
        if key not in _entries():
            return super().__call__(key, **facts)
        text: str = _entries()[key][self.lang]
        return text.format(**facts) if facts else text

    def term(self, kind: str, value: str) -> str:
        """A word of the report's own, else one that all pictures share; a risk grade comes with its symbol."""
        entry = _entries().get(kind, {}).get(value)
        if entry is not None:
            return str(entry[self.lang])
        said = super().term(_SHORT.get(kind, kind), value)
        return f"{GRADE_SYMBOLS[value]} {said}" if kind == "risk_grade" else said

    def has(self, key: str) -> bool:
        """Whether the report's own words have an entry."""
        return key in _entries()

    def parts(self, saying: Saying) -> Iterator[tuple[str, bool]]:
        """A sentence as pieces; True marks a figure."""
        for text, name, _, _ in Formatter().parse(str(_entries()["say"][saying.key][self.lang])):
            if text:
                yield text, False
            if name is not None:
                cell = saying.facts[name]
                yield self.say(cell), isinstance(cell, (Amount, int))

    def say(self, cell: Cell) -> str:
        """A value as it stands in a sentence: with its unit, bounds in brackets."""
        if isinstance(cell, Amount):
            if not cell.is_said:
                return self.bare(cell)
            unit = self.unit(cell.unit)
            alone = self.bare(replace(cell, lower=None, upper=None))
            bounds = self.bare(cell).removeprefix(alone)
            return _WHOLE.sub("", f"{alone}{'' if unit in ('', '%') else ' '}{unit}{bounds}")
        return self.plain(cell)

    def plain(self, cell: Cell) -> str:
        """A value in a table whose heading has the unit."""
        if cell is None:
            return "—"
        if isinstance(cell, Amount):
            return self.bare(cell)
        if isinstance(cell, Coded) and cell.kind == "country":
            return f"{country_name(cell.code, self.lang)} {cell.code}"
        if isinstance(cell, Coded):
            return self.term(cell.kind, cell.code)
        if isinstance(cell, Wording):
            return one_line(tell(cell, self.lang))
        if isinstance(cell, Way):
            return " → ".join(one_line(f"{firm}（{product}）" if self.lang == "zh" else f"{firm} ({product})")
                              for firm, product in cell.steps)  # fmt: skip
        if isinstance(cell, int):
            return f"{cell:,}"
        if isinstance(cell, tuple):
            return self("separator").join(self.plain(item) for item in cell) or "—"
        return one_line(str(cell))

    def bare(self, amount: Amount) -> str:
        """The figure alone, bounds in brackets where they differ from it."""
        if amount.is_open:
            return self("not_known")
        if amount.value is None:
            return self("beyond") if amount.is_beyond else self("not_known")
        scale = 100.0 if amount.unit == "share" else 1.0
        said = _digits(amount.value * scale, amount.digits)
        low, high = (None if b is None else _digits(b * scale, amount.digits) for b in (amount.lower, amount.upper))
        if low in (None, said) and high in (None, said):
            return said
        if low is None or high is None:
            return self("bound_low" if high is None else "bound_high", value=said, low=low, high=high)
        return self("bounds", value=said, low=low, high=high)

    def unit(self, unit: str) -> str:
        """The unit in words."""
        said = self.term("measure", unit) if unit in _entries()["measure"] else self.term("unit", unit)
        return f"× {said}" if said.startswith("10") else said


def _digits(value: float, digits: int) -> str:
    text = f"{value:z,.{digits}f}"
    if digits == 0 and 0 < abs(value) < 0.5:
        return "<1" if value > 0 else text
    return text.rstrip("0").rstrip(".") if "." in text and digits > 1 else text
