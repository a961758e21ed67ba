"""The report as one HTML page to hand over: words, tables and pictures, offline, without script, fit for A4."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from graphsvc.domain.labels import parameter_label
from graphsvc.domain.notices import Lang, Notice, notice_document
from graphsvc.domain.places import place_text
from graphsvc.domain.report import (
    Amount,
    Cell,
    ChainReport,
    Decision,
    Figure,
    Note,
    Picture,
    Report,
    Row,
    Saying,
    Section,
    Table,
)
from graphsvc.domain.sentences import say
from graphsvc.domain.values import Document
from viz import palette, report_boxes, report_charts, report_filling, report_frontier, report_trend
from viz.picture import one_line
from viz.report_words import ReportWords

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
DEFINITIONS = (
    "rs", "impact", "loss", "tts", "ttr", "gap", "choke", "risk", "single", "hidden", "cp", "weak", "hhi", "grade",
    "unknown", "bounds", "frontier",
)  # fmt: skip
PAINTERS: Mapping[str, Callable[[Any, ReportWords], Markup]] = {
    "PortfolioPicture": report_charts.portfolio,
    "TrendPicture": report_trend.trends,
    "CurvePicture": report_charts.curve,
    "PairPicture": report_charts.pairs,
    "ScatterPicture": report_charts.scatter,
    "ConcentrationPicture": report_charts.concentration,
    "CoveragePicture": report_charts.coverage,
    "FillingPicture": report_filling.filling,
    "FrontierPicture": report_frontier.frontier,
    "StagePicture": report_boxes.stages,
    "LanePicture": report_boxes.lanes,
}
_TEXTUAL = {
    "name", "products", "chain", "entity", "grade", "verdict", "firm", "product", "binding", "breaks_on",
    "stock_source", "buyer", "kind", "suppliers", "hangs_on", "way", "is_missing", "ladder", "nearest", "verb",
    "reasons", "question", "list", "declared", "field", "concerns", "measure", "against",
}  # fmt: skip
_CODED = {"verb", "grade", "verdict", "kind", "ladder", "is_missing", "entity", "stock_source", "declared", "breaks_on"}
NOTICES = 6
_LONG = {"products", "suppliers", "way", "reasons", "binding", "measure"}


def paint_report(report: Report, lang: Lang) -> str:
    """The whole page. Same report and language, same bytes; every text of the data is shown as text."""
    words = ReportWords(lang)
    return _environment().get_template("report.html").render(page=_Page(report, words).view(), words=words)


Mark = dict[str, str]
"""A link to a note: ``target`` and the ``mark`` shown; ``id`` for the way back where it is the first of its note."""


@dataclass
class _Register:
    """Numbers of notes in order of first appearance, and which marks are the first of their note."""

    numbers: dict[tuple[object, ...], tuple[int, Note]] = field(default_factory=dict)
    marked: set[str] = field(default_factory=set)

    def mark(self, note: Note, words: ReportWords) -> Mark:
        """The mark of a note: a number of its own, or that of the answer where it rests on the whole of it."""
        if note.evidence_id is None and not note.places:
            return self._first(f"q{note.asked + 1}", words("answer_mark", n=note.asked + 1))
        key = (note.evidence_id,) if note.evidence_id else (note.asked, note.about)
        number, _ = self.numbers.setdefault(key, (len(self.numbers) + 1, note))
        return self._first(f"e{number}", str(number))

    def _first(self, target: str, mark: str) -> Mark:
        first = target not in self.marked
        self.marked.add(target)
        return {"target": target, "mark": mark, "id": f"from-{target}" if first else ""}


class _Page:
    """Turns a report into what the template shows: plain text, links and pictures."""

    def __init__(self, report: Report, words: ReportWords) -> None:
        self.report, self.words = report, words
        self.register = _Register()

    def view(self) -> dict[str, object]:
        """Everything the template needs, top to bottom, so that notes are numbered as they appear."""
        report, words = self.report, self.words
        many = len(report.chains) != 1
        first = report.chains[0] if report.chains else None
        title = (
            words("report_title_all", n=len(report.chains))
            if many or first is None
            else words("report_title", chain=one_line(first.name))
        )
        as_of = max((c.as_of or "" for c in report.chains), default="") or words("not_known")
        parts: list[dict[str, object]] = []
        if report.portfolio is not None:
            parts.append({"id": "portfolio", "sections": [self._section(report.portfolio, "1", "portfolio")]})
        for i, chain in enumerate(report.chains):
            parts.append(self._chain(chain, i + (2 if report.portfolio is not None else 1), many))
        return {
            "title": title,
            "policy": POLICY,
            "style": Markup(_style() % {"fonts": palette.FONTS[words.lang]}),  # noqa: S704 our own file
            "foot": words("page_foot", title=title, version=report.version_id, as_of=as_of),
            "many": many,
            "meta": self._meta(as_of, many),
            "parts": parts,
            "content_hash": f"{words('content_hash')}{words('colon')}{report.content_hash}",
            "evidence": [self._evidence(n, note) for n, note in self.register.numbers.values()],
            "asked": self._asked(),
            "definitions": [words.term("define", key) for key in DEFINITIONS],
        }

    def _evidence(self, n: int, note: Note) -> Document:
        """A note as the appendix prints it: what it is about, and every row it rests on."""
        words = self.words
        question = words.term("question", self.report.asked[note.asked].question)
        about = words.plain(note.about) if note.evidence_id else words("counted", question=question)
        return {
            "n": n,
            "id": note.evidence_id or "",
            "about": one_line(about),
            "asked": note.asked + 1,
            "places": one_line(place_text(note.places, words.lang)) or words("no_rows"),
        }

    def _meta(self, as_of: str, many: bool) -> list[tuple[str, str]]:
        report, words = self.report, self.words
        named = "{}（{}）" if words.lang == "zh" else "{} ({})"
        chains = words("separator").join(named.format(one_line(c.name), c.code) for c in report.chains)
        places = dict.fromkeys(" ".join(x for x in (c.region, c.region_name) if x) for c in report.chains)
        worst = sorted({c.grade for c in report.chains})
        return [
            (words("scope"), chains or words("not_known")),
            (words("region"), words("separator").join(p for p in places if p) or words("region_any")),
            (words("as_of"), as_of),
            (words("data_grade"), " / ".join(worst) or words("not_known")),
            (words("version"), report.version_id or words("not_known")),
            *([(words("secrecy"), words.term("secrecy", report.secrecy))] if report.secrecy else []),
        ]

    def _chain(self, chain: ChainReport, number: int, many: bool) -> dict[str, object]:
        sections = chain.sections
        head = {
            "id": f"c{number}",
            "title": f"{number} {one_line(chain.name)} {chain.code}" if many else "",
            "place": " · ".join(
                x for x in (chain.region_name or chain.region, f"{self.words('as_of')} {chain.as_of or '—'}",
                            f"{self.words('data_grade')} {chain.grade}") if x
            ),
            "grey": chain.grade == "D",
            "figures": [self._figure(f) for f in chain.figures],
            "summary": [self._saying(s) for s in chain.summary],
            "decisions": [self._decision(d) for d in chain.decisions],
            "idle_verbs": self.words("separator").join(
                self.words.term("verb_ask", d.verb) for d in chain.decisions if not d.items
            ),
        }  # fmt: skip
        start = f"{number}." if many else ""
        head["sections"] = [self._section(s, f"{start}{i}", f"c{number}-{s.key}") for i, s in enumerate(sections, 1)]
        return head

    def _figure(self, figure: Figure) -> dict[str, object]:
        amount = figure.amount
        unit = self.words.unit(amount.unit) if amount.is_said else ""
        plain = replace(amount, lower=None, upper=None) if amount.is_said else amount
        said, whole = self.words.bare(plain), self.words.bare(amount)
        return {
            "label": self.words.term("figure", figure.key),
            "value": said,
            "unit": unit,
            "bounds": whole.removeprefix(said).strip(),
            "notes": self._notes(figure.notes),
            "tone": figure.tone or "",
        }

    def _saying(self, saying: Saying) -> dict[str, object]:
        return {"parts": list(self.words.parts(saying)), "notes": self._notes(saying.notes)}

    def _decision(self, decision: Decision) -> dict[str, object]:
        return {
            "verb": self.words.term("verb_ask", decision.verb),
            "word": self.words.term("verb", decision.verb),
            "items": [self._saying(item) for item in decision.items],
            "more": self.words("more_items", n=decision.n_more, question=_source(decision)) if decision.n_more else "",
        }

    def _notes(self, notes: Iterable[Note]) -> list[Mark]:
        """The mark of each note, each once."""
        return list({mark["target"]: mark for mark in (self.register.mark(n, self.words) for n in notes)}.values())

    def _section(self, section: Section, number: str, anchor: str) -> dict[str, object]:
        grey = section.grade == "D"
        return {
            "id": anchor,
            "title": f"{number} {self.words.term('section', section.key)}",
            "grade": section.grade,
            "grey": grey,
            "sayings": [self._saying(s) for s in section.sayings] if not grey else [],
            "blocks": [self._block(b) for b in section.blocks],
            "limits": [self._saying(s) for s in section.limits] if not grey else [],
            "notices": self._notices(section.notices),
        }

    def _notices(self, notices: Iterable[Notice]) -> list[str]:
        """What had to be assumed, each with its place; the first of them, and how many more."""
        said = dict.fromkeys(self._notice(n) for n in notices)
        more = [self.words("more_notices", n=len(said) - NOTICES)] if len(said) > NOTICES else []
        return [*list(said)[:NOTICES], *more]

    def _notice(self, notice: Notice) -> str:
        told = notice_document(notice, self.words.lang)
        place = " · ".join(str(told[k]) for k in ("file", "sheet", "row") if told[k] is not None)
        return one_line(told["message"] + (f" [{place}]" if place else ""))

    def _block(self, block: Table | Picture) -> Document:
        if isinstance(block, Table):
            return self._table(block)
        name = type(block).__name__
        return {
            "kind": "picture",
            "name": name,
            "svg": PAINTERS[name](block, self.words),
            "caption": self.words.term("picture", name),
            "notes": self._notes(block.notes),
        }

    def _table(self, table: Table) -> dict[str, object]:
        words = self.words
        has_notes = any(row.note for row in table.rows)
        more = ""
        if table.n_more:
            more = (
                words("row_more", n=table.n_more, question=table.question)
                if table.question
                else words("row_more_plain", n=table.n_more)
            )
        return {
            "kind": "table",
            "key": table.key,
            "title": words.term("table", table.key),
            "columns": [{"name": words.term("col", c), "css": _css(c)} for c in table.columns],
            "rows": [self._row(row, has_notes) for row in table.rows],
            "has_notes": has_notes,
            "more": more,
            "wide": len(table.columns) > 8,
        }

    def _row(self, row: Row, has_notes: bool) -> dict[str, object]:
        notes = self._notes((row.note,)) if row.note else []
        return {"cells": [self._cell(c) for c in row.cells], "notes": notes, "tone": row.tone or ""}

    def _cell(self, cell: Cell) -> dict[str, str]:
        words = self.words
        if isinstance(cell, Amount):
            bare = words.bare(cell)
            is_own = cell.unit not in ("d", "full_d", "share", "percent", "count", "number", "steps")
            value, _, bounds = bare.replace("（", " (", 1).replace("）", ")").partition(" (")
            unit = words.unit(cell.unit) if is_own and cell.is_said else ""
            return {"text": value, "unit": unit, "bounds": f"({bounds}" if bounds else "", "tone": ""}
        said = words.plain(cell)
        tone = cell.code if getattr(cell, "kind", "") == "risk_grade" else ""  # type: ignore[union-attr]
        return {"text": said, "unit": "", "bounds": "", "tone": tone}

    def _asked(self) -> list[dict[str, object]]:
        words, zh = self.words, self.words.lang == "zh"
        found = []
        for i, asked in enumerate(self.report.asked, 1):
            told = [(name, value) for name, value in asked.parameters.items() if value is not None]
            found.append(
                {
                    "n": i,
                    "name": asked.question,
                    "asks": asked.asks if zh else asked.asks_en,
                    "parameters": [
                        (name, self._parameter(asked.question, name), _value(value)) for name, value in told
                    ],
                    "grade": asked.grade,
                    "completeness": words.bare(Amount(asked.completeness, "share", 1)),
                    "n_rows": asked.n_rows,
                    "truncated": say(asked.truncated, words.lang) if asked.truncated else "",
                    "places": one_line(place_text(asked.places, words.lang)) or words("no_rows"),
                    "mentioned": f"q{i}" in self.register.marked,
                }
            )
        return found

    def _parameter(self, question: str, name: str) -> str:
        label = parameter_label(question, name)
        if label is None:
            return name
        return label.zh if self.words.lang == "zh" else label.en


def _source(decision: Decision) -> str:
    """Whose answer holds the items left out."""
    return "local-supply" if decision.items and decision.items[0].key == "ask_bind_firm" else "gap-list"


def _css(column: str) -> str:
    if column in _CODED:
        return "text coded"
    return "long" if column in _LONG else "text" if column in _TEXTUAL else "figure"


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ", ".join(_value(item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}={_value(item)}" for key, item in value.items())
    return one_line(str(value))


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("viz", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> str:
    return (resources.files("viz") / "templates" / "report.css").read_text(encoding="utf-8")
