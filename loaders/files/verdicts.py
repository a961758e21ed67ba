"""What is said of a file as a whole: that it is refused and by which name, or what it is and how it was read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graphsvc.domain.errors import LoadError
from graphsvc.domain.labels import vocabulary
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.personal import mask
from graphsvc.domain.sentences import Code
from loaders.files.decimal_commas import BothMarks, Rows, read_commas
from loaders.files.kinds import (
    ENDINGS,
    MACRO_ENDINGS,
    PARTLY_SEEN,
    TEXT_AS_OLD_WORKBOOK,
    WORKBOOK_ENDINGS,
    has_columns,
    kind_of,
)

_REFUSED_KINDS = {
    "encrypted": "password_protected",
    "macros": "macro_workbook",
    "markup": "html_as_xls",
    "ole": "old_xls",
}


def shown_name(name: str) -> str:
    """A file name as text that can be written anywhere: no broken bytes, no numbers of persons."""
    return mask(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def readable_kind(name: str, data: bytes) -> str:
    """How the child is to read a file; refused by its true name where nobody can."""
    ending, kind = Path(name).suffix.lower(), kind_of(data)
    if kind in _REFUSED_KINDS:
        raise refusal(_REFUSED_KINDS[kind], name, reason="OLE")
    if kind == "unknown" and ending in ENDINGS["text"]:
        kind = "text"
    if ending in MACRO_ENDINGS:
        raise refusal("macro_workbook", name)
    is_table = ending in TEXT_AS_OLD_WORKBOOK and has_columns(data)
    if kind not in ("text", "xls", "package") or (kind == "text" and ending in WORKBOOK_ENDINGS and not is_table):
        raise refusal("not_a_workbook", name, kind=kind)
    return kind


def said_of_file(name: str, told: Mapping[str, str]) -> list[Notice]:
    """What a file is, where its name says something else, or where its reader sees only part of it."""
    kind = told.get("kind", "text")
    place, facts = Place(name), {"file": name, "kind": Code("file_kind", kind)}
    notices: list[Notice] = []
    if Path(name).suffix.lower() not in ENDINGS[kind]:
        notices.append(Notice("read_as", place, None, "kept", {**facts, "ending": ENDINGS[kind][0]}))
    if kind in PARTLY_SEEN:
        notices.append(Notice("format_seen_partly", place, None, "kept", facts))
    if told.get("encoding") == "cp950":
        notices.append(Notice("read_as_big5", place, None, "kept", facts))
    return notices


def said_of_commas(name: str, sheet: str, rows: Rows) -> list[Notice]:
    """Decimal commas of a text, read by one rule and said once."""
    try:
        commas = read_commas(rows)
    except BothMarks as both:
        raise refusal("both_decimal_marks", name, both.original, row=both.row) from None
    if commas is None:
        return []
    facts = {"file": name, "n": commas.n, "value": commas.value}
    return [Notice("decimal_commas", Place(name, sheet, commas.row), commas.original, "repaired", facts)]


def refusal(code: str, name: str, original: str | None = None, **facts: object) -> LoadError:
    """The refusal of a file, at its row where one is told; ``kind`` among the facts is its true name."""
    row, kind = facts.get("row"), facts.pop("kind", None)
    place = Place(file=name, row=row if isinstance(row, int) else None)
    why = facts.get("reason")
    if kind:
        facts["reason"] = Code("file_kind", str(kind))
    elif isinstance(why, str) and why in vocabulary("read_failure"):
        facts["reason"] = Code("read_failure", why)
    facts = {"file": name, **facts}
    if original is not None:
        facts["original"] = original
    return LoadError(code, notices=[Notice(code, place, original, "refused", facts)], **facts)
