"""How a report asks: every question once, remembered with its parameters, every figure noted with what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphsvc.domain.errors import GraphsvcError
from graphsvc.domain.report import Amount, Asked, Note, Row, Table
from graphsvc.domain.results import Answer
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.usecases.ask import PAGING, Analyst

SHOWN = 10
"""Lines of a table before the rest is left to the answer itself."""


class Said:
    """One answer inside a report: its rows, and notes on them."""

    def __init__(self, answer: Answer, index: int) -> None:
        self.answer = answer
        self._index = index

    @property
    def grade(self) -> str:
        """Data grade A–D."""
        return self.answer.grade

    @property
    def summary(self) -> Mapping[str, Any]:
        """Summary of the one chain asked."""
        return self.answer.summary

    @property
    def rows(self) -> list[Mapping[str, Any]]:
        """Values of every row, each with its ``_note``."""
        return [
            {**finding.values, "_note": Note(self._index, evidence, _about(finding.values))}
            for finding, evidence in zip(self.answer.findings, self.answer.evidence_ids, strict=True)
        ]

    def note(self, about: str = "") -> Note:
        """A note on a figure of the summary."""
        return Note(self._index, None, about)


def _about(values: Mapping[str, Any]) -> str:
    """What a row is about, in the data's own words: name, product, entity."""
    parts = [values.get(k) for k in ("name", "stage_name", "product_name", "entity_name", "instrument", "code")]
    return " · ".join(dict.fromkeys(str(part) for part in parts if part))


class Inquiry:
    """Asks the catalogue on one version and keeps what was asked."""

    def __init__(self, analyst: Analyst, at: str | None) -> None:
        self.analyst = analyst
        self.version_id = analyst.version(at).version_id
        self.asked: list[Asked] = []

    def ask(self, name: str, given: Mapping[str, Any]) -> Said:
        """Ask a question that must be answered."""
        answer = self.analyst.ask(name, given, self.version_id)
        question = CATALOGUE[name]
        about = {k: v for k, v in answer.parameters.items() if k not in PAGING}
        graded = answer.grade, answer.completeness, answer.n_rows, answer.truncated
        self.asked.append(Asked(name, question.asks, question.asks_en, about, *graded))
        return Said(answer, len(self.asked) - 1)

    def ask_if(self, name: str, given: Mapping[str, Any]) -> Said | None:
        """Ask a question the catalogue may lack or that the data may refuse; None then."""
        if name not in CATALOGUE:
            return None
        try:
            return self.ask(name, given)
        except GraphsvcError:
            return None


def bounded(values: Mapping[str, Any], name: str, unit: str, digits: int = 1) -> Amount:
    """A figure of a row with its bounds; the note ``beyond_horizon`` is kept."""
    value = values.get(name)
    beyond = value is None and values.get(f"{name}_note") == "beyond_horizon"
    return Amount(value, unit, digits, values.get(f"{name}_lower"), values.get(f"{name}_upper"), beyond)


def share(value: float | None, digits: int = 0) -> Amount:
    """A share 0–1, read as percent."""
    return Amount(value, "share", digits)


def cut(key: str, columns: Sequence[str], rows: Sequence[Row], question: str, most: int = SHOWN) -> Table:
    """A table of the first ``most`` rows and the number of the others."""
    return Table(key, tuple(columns), tuple(rows[:most]), max(0, len(rows) - most), question)
