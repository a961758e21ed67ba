"""The other submissions of a composition as one of them sees them: what it may ask, and what it has asked so far.

What a submission comes to hangs on its own lists and on these answers alone. Kept beside it, questions and answers
tell later whether resolving it once more would come to the same: where the answers are the same, it does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from typing import Any, Protocol, TypeVar

import orjson

from loaders.cells.units import Unit
from loaders.decided import Ruled
from loaders.entity_names import SiteName, code_key, name_key, split_site
from loaders.references.confirmed import ConfirmedAliases
from loaders.references.firm_ids import FirmRow, Identity
from loaders.references.firm_lists import FirmList, FirmLists
from loaders.references.indexes import Index
from loaders.references.short_names import Proposal

Questions = Mapping[str, Sequence[Sequence[str]]]
"""What was asked, by question: texts of every time it was."""

_Answer = TypeVar("_Answer")


class Lists(Protocol):
    """Lists of all submissions, asked by the one at a place."""

    def unit(self, at: int, code: str) -> Unit | None:
        """Unit of a product."""

    def inputs_of_others(self, at: int, key: str) -> set[str]:
        """Texts with a key that others name as made of something."""


def question(ask: Callable[..., _Answer]) -> Callable[..., _Answer]:
    """A question about texts, remembered with its answer."""
    name = ask.__name__

    @wraps(ask)
    def asked(self: Others, *texts: str) -> _Answer:
        known = self.asked.setdefault(name, {})
        if texts not in known:
            known[texts] = ask(self, *texts)
        answer: _Answer = known[texts]
        return answer

    return asked


class Others:
    """All submissions of a composition, asked by the one at the place ``at``. Answers are not to be altered.

    ``merges`` are ids that a person decided to be those of other firms, ``indexes`` the submission's own lists without
    the aliases that persons confirmed.
    """

    def __init__(
        self,
        lists: Lists,
        at: int,
        merges: Mapping[str, Ruled],
        named: tuple[FirmLists, ConfirmedAliases],
        indexes: Mapping[str, Index],
    ) -> None:
        self.merges = merges
        self.asked: dict[str, dict[tuple[str, ...], Any]] = {}
        self._all, self._at = lists, at
        self._firms, self._aliases = named
        self._indexes = indexes
        self._lists = self._aliases.neighbours(at, indexes)

    @property
    def own_firms(self) -> FirmList:
        """Sheet 05 of the submission itself, with who is who among all."""
        return self._firms.lists[self._at]

    def own_lists(self) -> Mapping[str, Index]:
        """The submission's own lists with its confirmed aliases, to be altered."""
        return self._aliases.own(self._at, self._indexes, self.target)

    # ---- about the firms of its own sheet 05

    def names_of_code(self, code: str) -> set[str]:
        """Name keys that stand beside a credit code in any submission."""
        return self._firms.keys_of_code.get(code, set())

    def codes_of_name(self, key: str) -> set[str]:
        """Credit codes that stand beside a name key in any submission."""
        return self._firms.codes_of_key.get(key, set())

    # ---- questions

    @question
    def target(self, table: str, text: str) -> set[str]:
        """What the target of a confirmed alias, which the submission has not itself, names."""
        return self._aliases.target(table, text, self._at)

    @question
    def candidates(self, table: str, text: str) -> tuple[str, set[str]]:
        """Kind of key and ids in the first other submission that knows a text."""
        return self._lists[table].candidates(text, self._at)

    @question
    def variant(self, key: str) -> set[str]:
        """Firms with this loose key in the first other submission that has some."""
        return self._lists["firms"].variant(key, self._at)

    @question
    def has(self, table: str, id_: str) -> bool:
        """Whether another submission lists an id."""
        return self._lists[table].has(id_, self._at)

    @question
    def keys_of(self, table: str, id_: str) -> set[str]:
        """The keys that lead to an id, of all submissions."""
        return self._lists[table].keys_of(id_)

    @question
    def near(self, table: str, text: str) -> set[str]:
        """Ids of the other submissions whose names a text is like."""
        return self._lists[table].near(text, self._at)

    @question
    def proposal(self, text: str) -> Proposal | None:
        """The one firm that a short name may stand for, of the submission itself, else of another."""
        return self._firms.short_names.proposal(text, self._at)

    @question
    def latest(self, firm_id: str) -> FirmRow | None:
        """A firm's row of the latest year in any submission."""
        return self._firms.latest.get(firm_id)

    @question
    def sites(self, text: str) -> tuple[Identity | None, Identity | None]:
        """Whose branch has a text as its code, and whose as its name, in the first submission that has it."""
        return self._firms.sites.get(code_key(text)), self._firms.sites.get(name_key(text))

    @question
    def split(self, text: str) -> SiteName | None:
        """A branch's name taken apart behind the name of a firm that some submission lists."""
        return split_site(text, self._firms.names)

    @question
    def unit(self, code: str) -> Unit | None:
        """Unit of a product; the submission's own word counts, then the others' in their order."""
        return self._all.unit(self._at, code)

    @question
    def inputs(self, key: str) -> set[str]:
        """Texts with a key that sheets 04 of other submissions name as made of something."""
        return self._all.inputs_of_others(self._at, key)

    # ---- what was asked

    def questions(self) -> Questions:
        """All questions so far."""
        return {name: list(known) for name, known in self.asked.items()}

    def digest(self, questions: Questions) -> str:
        """SHA-256 of what is answered, and of what all submissions say of the firms of its own sheet 05."""
        digest = hashlib.sha256()
        for told in self._told(questions):
            digest.update(orjson.dumps(told, default=_plain) + b"\n")
        return digest.hexdigest()

    def _told(self, questions: Questions) -> Iterator[object]:
        yield sorted(self.merges.items())
        for row, identity in zip(self.own_firms.rows, self.own_firms.identities, strict=True):
            yield identity, self.names_of_code(row.code or ""), self.codes_of_name(row.key)
        for name, asked in questions.items():
            answer = getattr(self, name)
            for texts in asked:
                yield answer(*texts)


def _plain(value: object) -> Any:
    """Sets in order, named tuples as lists, decimal numbers as text."""
    if isinstance(value, set | frozenset):
        return sorted(value)
    return list(value) if isinstance(value, tuple) else str(value)
