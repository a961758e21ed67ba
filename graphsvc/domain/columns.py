"""Columns of answers as declared: name, type, unit, what people call them, and the vocabulary of their codes.

``columns.toml`` is the catalogue questions share; a key ``question.column`` in it stands for one question alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from types import MappingProxyType

from graphsvc.domain.labels import Label, is_vocabulary
from graphsvc.domain.results import Finding, Trace, no_trace
from graphsvc.domain.values import Values

TYPES = ("text", "number", "integer", "truth", "boolean", "date", "list", "objects", "object")
"""Kinds of values, beside null: ``truth`` is yes, no or unknown, ``date`` a day as ISO text, ``list`` holds texts,
``objects`` JSON objects."""
MEMBER = "member."
"""What the key of a member that is no column begins with."""
EVIDENCE_ID = "evidence_id"
"""The column every answer ends with."""


class DeclarationError(ValueError):
    """A question declares what nobody described; raised at import, with what to write where."""


@dataclass(frozen=True)
class Column:
    """One column of an answer.

    ``codes`` names the vocabulary its values are words of, None for any other column; ``beside`` the column whose
    label follows its own where it has one. What is ``quoted`` stands as the lists have it, whatever its members are
    called; other objects name their ``members``, each with its type (``?`` behind it: not in every object).
    """

    name: str
    type: str
    label: Label
    codes: str | None = None
    beside: str | None = None
    quoted: bool = False
    members: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise DeclarationError(f"column {self.name!r} is of no type there is: {self.type!r}; known: {TYPES}")
        if (self.type in ("object", "objects")) != bool(self.members or self.quoted):
            raise DeclarationError(f"column {self.name!r}: objects name their members, and nothing else does")

    @property
    def unit(self) -> str | None:
        """Unit of the values where all rows share it."""
        return self.label.unit


@dataclass(frozen=True)
class Columns:
    """The columns of one question, in order."""

    question: str
    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Their names, in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.names)

    def finding(self, values: Values, key: tuple[str, ...], trace: Callable[[], Trace] = no_trace) -> Finding:
        """A row of the answer, held against the columns declared.

        Raises
        ------
        DeclarationError
            A value without a column, or a column without a value.
        """
        if values.keys() != self._known:
            lost, extra = sorted(self._known - values.keys()), sorted(values.keys() - self._known)
            raise DeclarationError(f"a row of {self.question} lacks {lost} and has {extra} beside its columns")
        return Finding(values, key, trace)


@dataclass(frozen=True)
class RowOf:
    """A row of an answer inside another document: its values, and the columns that say what they are."""

    columns: Columns
    values: Mapping[str, object]


@cache
def _catalogue() -> Mapping[str, Values]:
    return tomllib.loads(resources.files("graphsvc.domain").joinpath("columns.toml").read_text(encoding="utf-8"))


@cache
def declared(question: str, name: str) -> Column:
    """The column as the question's own entry of the catalogue has it, else as all questions share it."""
    entry = _catalogue().get(f"{question}.{name}") or _catalogue().get(name)
    if entry is None:
        raise DeclarationError(
            f"column {name!r} of question {question!r} has no label: add it to graphsvc/domain/columns.toml"
        )
    kind = entry.get("type") or _told_by(name, entry)
    codes = entry.get("codes") or ("truth" if kind == "truth" else None)
    if codes is not None and not is_vocabulary(codes):
        raise DeclarationError(f"column {name!r} takes words of {codes!r}: add that to graphsvc/domain/codes.toml")
    label = Label(entry["zh"], entry["en"], entry.get("unit"))
    return Column(name, kind, label, codes, entry.get("beside"), bool(entry.get("quoted")), entry.get("members", {}))


def columns(question: str, *names: str | Column) -> Columns:
    """The columns of a question: by name as the catalogue describes them, or described by the question itself.

    Raises
    ------
    DeclarationError
        One that ``columns.toml`` does not describe.
    """
    return Columns(question, tuple(n if isinstance(n, Column) else declared(question, n) for n in names))


def shared_column(name: str) -> Column | None:
    """What all questions mean by a name, None where the catalogue has none."""
    return declared("", name) if name in _catalogue() else None


def member_codes(name: str) -> str | None:
    """The vocabulary of a member of a summary, or of an object in a row: its own entry ``member.name``, else that of
    the column all questions share; None where it holds no codes."""
    column = shared_column(MEMBER + name) or shared_column(name)
    return None if column is None else column.codes


def is_quoted_member(name: str) -> bool:
    """Whether a member of a summary stands as it was given, whatever its own members are called."""
    column = shared_column(MEMBER + name)
    return column is not None and column.quoted


def catalogue_names() -> tuple[str, ...]:
    """Every key of the catalogue."""
    return tuple(_catalogue())


def _told_by(name: str, entry: Values) -> str:
    """Type a name tells: bounds and units are of numbers, ``n_…`` counts, ``is_…`` is a truth value, else text."""
    if name.endswith(("_lower", "_upper")):
        return "number"
    if name.startswith("n_"):
        return "integer"
    if name.startswith("is_"):
        return "truth"
    return "text" if "unit" not in entry else "number"
