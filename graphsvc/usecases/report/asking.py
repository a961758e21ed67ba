"""How a report asks: every question once, remembered with its parameters, every figure noted with what it rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from graphsvc.domain.answers import Answer
from graphsvc.domain.errors import GraphsvcError
from graphsvc.domain.places import SheetRows, sheet_rows
from graphsvc.domain.report import Amount, Asked, Note, Row, Span, Table
from graphsvc.domain.results import Finding
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.values import Values
from graphsvc.judgements.proof import is_stated, row_proof
from graphsvc.judgements.workspace import Facts
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.questions.parameters import PAGING
from graphsvc.usecases.ask import Analyst

SHOWN = 8
"""Lines of a table before the rest is left to the answer itself."""


class SaidRow(dict[str, Any]):
    """Values of a row; its note (key ``_note``) and the table rows behind it (``_refs``) are found when asked for."""

    def __init__(self, said: Said, finding: Finding, evidence: str) -> None:
        super().__init__(finding.values)
        self._said, self._finding, self._evidence = said, finding, evidence

    def __missing__(self, key: str) -> object:
        if key == "_refs":
            self[key] = row_proof(self._said.facts, self._said.answer.question, self._finding)
        elif key == "_note":
            places = sheet_rows(self._said.facts.snapshot.tables, self["_refs"])
            self[key] = Note(self._said.index, self._evidence, _about(self), places)
        else:
            raise KeyError(key)
        return self[key]


class Said:
    """One answer inside a report: its rows, and notes on them."""

    def __init__(self, answer: Answer, index: int, facts: Facts) -> None:
        self.answer, self.index, self.facts = answer, index, facts

    @property
    def grade(self) -> str:
        """Data grade A–D."""
        return self.answer.grade

    @property
    def summary(self) -> Values:
        """Summary of the one chain asked."""
        return self.answer.summary

    @cached_property
    def rows(self) -> list[SaidRow]:
        """Every row, each with its ``_note`` and ``_refs``."""
        found = zip(self.answer.findings, self.answer.evidence_ids, strict=True)
        return [SaidRow(self, finding, evidence) for finding, evidence in found]

    def note(self, about: str = "", rows: Iterable[Values] | None = None) -> Note:
        """A note on a figure of the summary that counts ``rows``; without them on the answer as a whole."""
        if rows is None:
            return Note(self.index, None, about)
        refs = dict.fromkeys((table, row) for r in rows for table, row, _ in r["_refs"])
        return Note(self.index, None, about, sheet_rows(self.facts.snapshot.tables, refs))

    def places(self) -> tuple[SheetRows, ...]:
        """All rows of the lists that the answer rests on."""
        refs = {(table, row) for finding in self.answer.findings for table, row, _ in finding.trace().refs}
        return sheet_rows(self.facts.snapshot.tables, sorted(refs))


def _about(values: Mapping[str, object]) -> str:
    """What a row is about, in the data's own words: name, product, entity."""
    parts = [values.get(k) for k in ("name", "stage_name", "product_name", "entity_name", "instrument", "code")]
    return " · ".join(dict.fromkeys(str(part) for part in parts if part))


class Inquiry:
    """Asks the catalogue on one version and keeps what was asked."""

    def __init__(self, analyst: Analyst, at: str | None) -> None:
        self.analyst = analyst
        self.version_id = analyst.version(at).version_id
        self.asked: list[Asked] = []

    def ask(self, name: str, given: Values) -> Said:
        """Ask a question about one chain that must be answered."""
        answer = self.analyst.ask(name, given, self.version_id)
        question = CATALOGUE[name]
        about = {k: v for k, v in answer.parameters.items() if k not in PAGING}
        graded = answer.grade, answer.completeness, answer.n_rows, answer.truncated
        space = self.analyst.workspace(self.version_id)
        said = Said(answer, len(self.asked), space.facts(space.scope(given["chain"], given.get("region"))))
        self.asked.append(Asked(name, question.asks, question.asks_en, about, *graded, said.places()))
        return said

    def ask_if(self, name: str, given: Mapping[str, object]) -> Said | None:
        """Ask a question the catalogue may lack or that the data may refuse; None then."""
        if name not in CATALOGUE:
            return None
        try:
            return self.ask(name, given)
        except GraphsvcError:
            return None


def bounded(values: Values, name: str, unit: str, digits: int = 1) -> Amount:
    """A figure of a row with its bounds; the note ``beyond_horizon`` is kept."""
    value = values.get(name)
    beyond = value is None and values.get(f"{name}_note") == "beyond_horizon"
    return Amount(value, unit, digits, values.get(f"{name}_lower"), values.get(f"{name}_upper"), beyond)


def span(values: Values, name: str) -> Span:
    """A share of a row or summary with its bounds, for a bar [%]."""
    return Span(values.get(name), values.get(f"{name}_lower"), values.get(f"{name}_upper"))


def stated(snapshot: GraphSnapshot, amount: Amount, row: Values, *columns: str) -> Amount:
    """A figure, marked where a row behind it holds it as it is said."""
    return replace(amount, is_stated=is_stated(snapshot, row["_refs"], columns, amount.value))


def share(value: float | None, digits: int = 0) -> Amount:
    """A share 0–1, read as percent."""
    return Amount(value, "share", digits)


def cut(key: str, columns: Sequence[str], rows: Sequence[Row], question: str, most: int = SHOWN) -> Table:
    """A table of the first ``most`` rows and the number of the others."""
    return Table(key, tuple(columns), tuple(rows[:most]), max(0, len(rows) - most), question)


def listed(
    key: str,
    columns: Sequence[str],
    rows: Sequence[Values],
    line: Callable[[Values], Row],
    question: str,
    most: int = SHOWN,
) -> Table:
    """The same, only the rows shown being made: of each ``line`` makes one."""
    return Table(key, tuple(columns), tuple(map(line, rows[:most])), max(0, len(rows) - most), question)
