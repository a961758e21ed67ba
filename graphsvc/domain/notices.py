"""What the service says about its input: a code, the facts, the place; sentences come from one table."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Literal, TypedDict, TypeVar

from graphsvc.domain.personal import mask
from graphsvc.domain.sentences import said_fact

Lang = Literal["zh", "en"]


@dataclass(frozen=True)
class Place:
    """Where in the input something stands; every part may be unknown (None). ``column`` is the printed heading."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None


LONGEST_FACT = 300
"""Characters of a text that a message repeats."""


def shortened(text: str) -> str:
    """A text as a message repeats it: a long one is cut, with a sign that it was.

    Examples
    --------
    >>> shortened("轮胎"), len(shortened("x" * 1_000))
    ('轮胎', 301)
    """
    return text if len(text) <= LONGEST_FACT else f"{text[:LONGEST_FACT]}…"


NOWHERE = Place()


@dataclass(frozen=True)
class Notice:
    """One warning or error: stable ``code``, the facts for its sentence (those of ``sentences.Said`` too), place,
    original text, what was done.

    ``action`` is one of ``nulled, repaired, parked, merged, ignored, defaulted, kept, asked, refused`` or None.
    """

    code: str
    place: Place = NOWHERE
    original: str | None = None
    action: str | None = None
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


Fact = TypeVar("Fact")


def discreet(fact: Fact) -> Fact | str:
    """A fact as a refusal may repeat it: numbers of persons masked, a long text cut."""
    if not isinstance(fact, str):
        return fact
    return shortened(mask(fact[: 5 * LONGEST_FACT]))  # masking makes a text at most four times shorter


def discreet_notice(notice: Notice) -> Notice:
    """A notice whose heading, original and facts are ``discreet``."""
    place = replace(notice.place, column=discreet(notice.place.column))
    facts = {key: discreet(value) for key, value in notice.facts.items()}
    return replace(notice, place=place, original=discreet(notice.original), facts=facts)


@dataclass(frozen=True)
class Message:
    """The sentences of one code, in one language."""

    title: str
    text: str
    remedy: str


@cache
def message_codes() -> tuple[str, ...]:
    """Every code the service can say, sorted."""
    return tuple(sorted(_catalogue()))


@cache
def _catalogue() -> Mapping[str, Mapping[str, str]]:
    entries: dict[str, Mapping[str, str]] = {}
    for part in resources.files("graphsvc.domain.messages").iterdir():
        if part.name.endswith(".toml"):
            for code, entry in tomllib.loads(part.read_text(encoding="utf-8")).items():
                if code in entries:
                    raise ValueError(f"message code {code} stands twice")
                entries[code] = entry
    return entries


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "?"


def message(code: str, facts: Mapping[str, object], lang: Lang) -> Message:
    """The sentences of ``code`` with ``facts`` filled in; KeyError where the code is not in the table."""
    entry = _catalogue()[code]
    known = _Facts({name: said_fact(fact, lang) for name, fact in facts.items()})
    title, text, remedy = (entry[f"{part}_{lang}"] for part in ("title", "text", "remedy"))
    return Message(title.format_map(known), text.format_map(known), remedy.format_map(known))


class NoticeDocument(TypedDict):
    """A notice as the members of a warning."""

    code: str
    message: str
    remedy: str
    file: str | None
    sheet: str | None
    row: int | None
    column: str | None
    original: str | None
    action: str | None


def notice_document(notice: Notice, lang: Lang) -> NoticeDocument:
    """A notice as the members of a warning: code, message, remedy, place, original, action."""
    said = message(notice.code, {**notice.facts, "original": notice.original}, lang)
    return {
        "code": notice.code,
        "message": said.text,
        "remedy": said.remedy,
        "file": notice.place.file,
        "sheet": notice.place.sheet,
        "row": notice.place.row,
        "column": notice.place.column,
        "original": notice.original,
        "action": notice.action,
    }
