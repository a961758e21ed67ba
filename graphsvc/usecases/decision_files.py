"""Answers that decisions are taken from, as workbooks: the whole answer first, then a sheet for each of its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from graphsvc.domain.columns import MEMBER, shared_column
from graphsvc.domain.labelled import LABEL
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import Writer
from graphsvc.domain.values import Document, Values
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import file_document

_PLACE = ("place_kind", "place_kind_label", "place", "place_name")
_LACKING = (
    "chain_code",
    "list",
    "list_label",
    "firm_id",
    "name",
    "missing_upstream",
    "missing_names",
    "missing_inputs",
)
_ASKED = ("source_file", "source_sheet", "source_row", "field_label", "name", "product_name", "question")
_PARTS = {
    "need": ("需要量", "need"),
    "frontier": ("费用与覆盖", "cost and coverage"),
    "duals": ("再多一单位值多少", "worth of one more"),
    "uncovered": ("补不上的", "not covered"),
}
"""Lists in the summary of a plan of backups, and what their sheets are called."""


@dataclass(frozen=True)
class Decision:
    """A file decisions are taken from: the question it answers, and its further sheets."""

    question: str
    sheets: Callable[[Document, Lang], list[Document]]


def decision_file(
    analyst: Analyst, writer: Writer, name: str, given: Values, lang: Lang, at: str | None = None
) -> tuple[Document, bytes]:
    """The workbook ``letters``, ``inquiries``, ``white-list`` or ``backup``, and the answer it is made of."""
    decision = DECISIONS[name]
    document = file_document(analyst.ask(decision.question, given, at), lang)
    document["sheets"] = decision.sheets(document, lang)
    return document, writer.workbook(document, lang)


def _letters(document: Document, lang: Lang) -> list[Document]:
    """Whom to write to: the rows of each place on their own, without saying the place in every row."""
    columns: Sequence[Values] = [c for c in document["columns"] if c["name"] not in _PLACE]
    found: dict[str, list[Values]] = {}
    for row in document["rows"]:
        found.setdefault(row["place_name"], []).append(row)
    return [{"title": place, "columns": columns, "rows": rows} for place, rows in found.items()]


def _inquiries(document: Document, lang: Lang) -> list[Document]:
    """What to ask each office, by file, sheet, row and column of its own lists, with a cell for its answer."""
    known = {c["name"]: c for c in document["columns"]}
    columns = [*(known[name] for name in _ASKED), _column("reply"), known["reply_unit_label"]]
    found: dict[str, list[Values]] = {}
    for row in document["rows"]:
        found.setdefault(row["office"], []).append(row)
    return [{"title": office, "columns": columns, "rows": rows} for office, rows in found.items()]


def _white_list(document: Document, lang: Lang) -> list[Document]:
    """A sheet per list, and what the upstream of each firm lacks on it."""
    lists: dict[str, list[Values]] = {}
    for row in document["rows"]:
        lists.setdefault(row[f"list{LABEL}"], []).append(row)
    whole = [{"title": title, "columns": document["columns"], "rows": rows} for title, rows in lists.items()]
    lacking = [row for row in document["rows"] if row["missing_upstream"]]
    columns = [c for c in document["columns"] if c["name"] in _LACKING]
    title = "名单缺少的上游" if lang == "zh" else "upstream left out"
    return [*whole, {"title": title, "columns": columns, "rows": lacking}]


def _backup(document: Document, lang: Lang) -> list[Document]:
    """Need, frontier, worth of one more, and what nothing covers, each on a sheet."""
    summary = document["summary"]
    plan = summary.get("plan") or {}
    found = []
    for name, title in _PARTS.items():
        rows: Sequence[Values] = plan.get(name) or summary.get(name) or ()
        if rows:
            found.append({"title": title[lang == "en"], "columns": _columns(rows), "rows": rows})
    return found


def _columns(rows: Sequence[Values]) -> list[Document]:
    """Columns of objects in a summary, in the words all questions share."""
    names = dict.fromkeys(name for row in rows for name in row)
    return [_column(name) for name in names]


def _column(name: str) -> Document:
    plain = name.removesuffix(LABEL)
    column = shared_column(MEMBER + plain) or shared_column(plain)
    if column is None:
        return {"name": name, "unit": None, "label": name, "label_en": name}
    return {"name": name, "unit": column.unit, "label": column.label.zh, "label_en": column.label.en}


DECISIONS: Mapping[str, Decision] = {
    "letters": Decision("outside-suppliers", _letters),
    "inquiries": Decision("ask-next", _inquiries),
    "white-list": Decision("white-list", _white_list),
    "backup": Decision("backup-plan", _backup),
}
