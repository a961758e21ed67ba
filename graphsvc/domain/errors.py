"""The error tree, drawn by who can help.

GraphsvcError
├── InputError           the caller can help: exit code 2
│   ├── LoadError          a file was refused
│   ├── ParameterError     a question was asked with a wrong parameter
│   └── NotFound           no such version, question, table, object
├── AnalysisError        the question has no answer on this data: exit code 2
└── StoreError           a dependency is away: exit code 3
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from graphsvc.domain.notices import NOWHERE, Lang, Notice, Place, discreet, discreet_notice, message, notice_document

_SEVERAL = "several_refused"


class Refusal(TypedDict):
    """A refusal as one JSON document; ``errors`` are notices without what became of the cell."""

    code: str
    title: str
    detail: str
    remedy: str
    errors: list[dict[str, object]]


class GraphsvcError(Exception):
    """A refusal with a stable code; its sentences stand in ``messages/``."""

    def __init__(self, code: str, *, notices: Sequence[Notice] = (), **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = {name: discreet(value) for name, value in facts.items()}
        self.notices = tuple(map(discreet_notice, notices))

    def document(self, lang: Lang) -> Refusal:
        """The refusal as one JSON document: code, title, detail, remedy, errors."""
        said = message(self.code, self.facts, lang)
        return {
            "code": self.code,
            "title": said.title,
            "detail": said.text,
            "remedy": said.remedy,
            "errors": [{k: v for k, v in notice_document(n, lang).items() if k != "action"} for n in self.notices],
        }

    def __str__(self) -> str:
        return message(self.code, self.facts, "en").text


class InputError(GraphsvcError):
    """The caller can mend this."""


class LoadError(InputError):
    """A file was refused; ``notices`` say where and why."""

    @classmethod
    def together(cls, refused: Sequence[LoadError]) -> LoadError:
        """One refusal of several: each stands among the notices under its own code, none hides the next."""
        if len(refused) == 1:
            return refused[0]
        notices: list[Notice] = []
        for each in refused:
            at_first = each.notices[0].place if each.notices else NOWHERE
            if all(notice.code != each.code for notice in each.notices) and each.code != _SEVERAL:
                told = each.facts.get("file")
                place = Place(told if isinstance(told, str) else at_first.file, at_first.sheet)
                notices.append(Notice(each.code, place, None, "refused", each.facts))
            notices += each.notices
        files = dict.fromkeys(notice.place.file for notice in notices if notice.place.file)
        return cls(_SEVERAL, notices=notices, n=len(files), files="、".join(files))


class ParameterError(InputError):
    """A parameter has the wrong name, type or range."""


class NotFound(InputError):
    """Nothing stands under that name."""


class AnalysisError(GraphsvcError):
    """The question has no answer on this data."""


class StoreError(GraphsvcError):
    """A dependency (database, disk, graph server) is away or broken."""
