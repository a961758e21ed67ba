"""Published figures worked out anew where the program is installed, each held against what its source prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from graphsvc.domain.errors import AnalysisError
from graphsvc.domain.labels import code_label
from graphsvc.domain.notices import Lang, Notice
from graphsvc.domain.values import Document
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.selfcheck.measuring import MEASURES
from graphsvc.usecases.selfcheck.published import PUBLISHED, Published, Value

WORDS = "self_check"
"""Vocabulary of what the figures are."""


@dataclass(frozen=True)
class Line:
    """One published row and what came out here; ``got`` is one text where working it out was not possible."""

    published: Published
    got: tuple[Value, ...]

    @property
    def passed(self) -> bool:
        """Whether every value is the printed one within what the source prints of it."""
        wanted = self.published
        return len(self.got) == len(wanted.expected) and all(map(_is_near, self.got, wanted.expected, wanted.margins))


def check_figures(example: Analyst) -> list[Line]:
    """Every published row, in the order of ``PUBLISHED``; ``example`` answers on the worked example alone."""
    got: dict[str, Mapping[tuple[str, str], Sequence[Value]]] = {}
    stumbled: dict[str, str] = {}
    for subject, measure in MEASURES.items():
        try:
            got[subject] = measure(example)
        except Exception as error:  # whatever it is: a figure that cannot be worked out is not the printed one
            stumbled[subject] = f"{type(error).__name__}: {error}"
    lines = []
    for row in PUBLISHED:
        told = stumbled.get(row.subject, "")
        found = (told,) if told else tuple(got[row.subject].get((row.name, row.about), ()))
        lines.append(Line(row, found))
    return lines


def self_check(example: Analyst, lang: Lang) -> Document:
    """All figures as one document.

    Raises
    ------
    AnalysisError
        ``selfcheck_failed``: a figure is not the printed one; it tells the first, its notices each of them.
    """
    lines = check_figures(example)
    failed = [line for line in lines if not line.passed]
    if failed:
        notices = [Notice("figure_differs", facts=_facts(line)) for line in failed]
        raise AnalysisError("selfcheck_failed", notices=notices, n=len(failed), of=len(lines), **_facts(failed[0]))
    return {"passed": True, "n_checks": len(lines), "checks": [_document(line, lang) for line in lines]}


def _is_near(got: Value, wanted: Value, within: float) -> bool:
    if isinstance(got, str) or isinstance(wanted, str) or got is None or wanted is None:
        return got == wanted
    return abs(got - wanted) <= within


def _title(row: Published, lang: Lang) -> str:
    return " · ".join(filter(None, (code_label(WORDS, row.name, lang), row.about)))


def _told(values: Sequence[Value]) -> str:
    """Values one after another; what never happens, or is not there, as a dash."""
    return " ".join(v if isinstance(v, str) else "—" if v is None else f"{v:.10g}" for v in values) or "—"


def _facts(line: Line) -> dict[str, object]:
    row = line.published
    return {
        "check_zh": _title(row, "zh"), "check_en": _title(row, "en"), "source": row.source,
        "expected": _told(row.expected), "got": _told(line.got),
    }  # fmt: skip


def _document(line: Line, lang: Lang) -> Document:
    row = line.published
    return {
        "check": row.name,
        "about": row.about or None,
        "label": _title(row, lang),
        "source": row.source,
        "expected": list(row.expected),
        "got": list(line.got),
        "within": list(row.margins),
        "passed": line.passed,
    }
