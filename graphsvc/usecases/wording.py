"""Answers put into words: beside every code its label, sentences said in the language asked for.

Questions give codes and facts. What is a code, its column says (``codes``); members of objects follow the columns
that all questions share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphsvc.domain.columns import (
    EVIDENCE_ID,
    Column,
    Columns,
    RowOf,
    declared,
    is_quoted_member,
    member_codes,
    shared_column,
)
from graphsvc.domain.labelled import LABEL
from graphsvc.domain.labels import code_label
from graphsvc.domain.notices import Lang
from graphsvc.domain.sentences import Wording, separator, tell
from graphsvc.domain.values import Document, Values

AND = "、"
"""Between codes that stand one after another in one cell."""


def label_column(column: Column) -> Column | None:
    """The column that says a code in words, None where a column holds no codes."""
    if column.codes is None:
        return None
    kind = "list" if column.type == "list" else "text"
    return Column(column.name + LABEL, kind, column.label)


def shown_columns(columns: Columns) -> tuple[Column, ...]:
    """Columns of a document: each code followed by its label, the evidence id at the end."""
    found: list[Column] = []
    for column in columns:
        label = label_column(column)
        found += [column] if label is None else [column, label]
    return (*found, declared(columns.question, EVIDENCE_ID))


def worded_row(columns: Columns, values: Values, lang: Lang) -> Document:
    """A row of an answer in words: columns in order, each code with its label beside it."""
    row: dict[str, object] = {}
    for column in columns:
        value = values[column.name]
        row[column.name] = value if column.quoted else worded(value, lang)
        if column.codes is not None:
            row[column.name + LABEL] = _with_other(labelled(column.codes, value, lang), column, values, lang)
    return row


def _with_other(said: Any, column: Column | None, values: Values, lang: Lang) -> Any:
    """A code in words, followed by the code of another column where the one is read with the other."""
    other = None if column is None or column.beside is None else shared_column(column.beside)
    if said is None or other is None or other.codes is None or values.get(other.name) is None:
        return said
    return f"{said}{'·' if lang == 'zh' else ' · '}{labelled(other.codes, values[other.name], lang)}"


def labelled(vocabulary: str, value: Any, lang: Lang) -> Any:
    """A code, or a list of codes, as people call them; codes written one after another are said so. None stays None."""
    if value is None:
        return None
    if isinstance(value, str):
        return separator(lang).join(code_label(vocabulary, part, lang) for part in value.split(AND))
    return [code_label(vocabulary, item, lang) for item in value]


def worded(value: object, lang: Lang) -> object:
    """Anything an answer may hold in words: sentences are said, codes among the members of objects get labels."""
    if isinstance(value, Wording):
        return tell(value, lang)
    if isinstance(value, RowOf):
        return worded_row(value.columns, value.values, lang)
    if isinstance(value, Mapping):
        return dict(_members(value, lang))
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [worded(item, lang) for item in value]
    return value


def _members(value: Mapping[str, object], lang: Lang) -> list[tuple[str, object]]:
    told: list[tuple[str, object]] = []
    for name, member in value.items():
        told.append((name, member if is_quoted_member(name) else worded(member, lang)))
        codes = member_codes(name)
        if codes is not None and (member is None or isinstance(member, str) or _is_list_of_texts(member)):
            told.append((name + LABEL, _with_other(labelled(codes, member, lang), shared_column(name), value, lang)))
    return told


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
