"""What was said of the slots of a version when it was published, kept beside their tables so that it is said again.

A notice is kept whole, wordings of ``domain.sentences`` included, so that it speaks every language later.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from graphsvc.domain import sentences
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.ports import Part
from graphsvc.domain.submission import Slot

SAID = ".said"
"""Beside the tables of a slot: names of its files, and its notices. No canonical table."""

_WORDINGS = {each.__name__: each for each in sentences.Wording.__subclasses__()}

Notices = dict[int, Notice]
"""Notices of several slots by number, so that each stays one object."""


def said_of(parts: Sequence[Part]) -> dict[Slot, pa.Table]:
    """Per slot its file names and the notices of resolving; those of several slots have a number."""
    n_slots = Counter(one for part in parts for one in {id(notice) for notice in part.resolved.notices})
    numbers = {one: number for number, one in enumerate(one for one, n in n_slots.items() if n > 1)}
    made = {}
    for part in parts:
        told = [[numbers.get(id(notice)), _written(notice)] for notice in part.resolved.notices]
        text = json.dumps({"files": [file.name for file in part.staged.files], "notices": told}, default=str)
        made[part.staged.slot] = pa.table({"said": [text]})
    return made


def names_and_notices(data: pa.Table, known: Notices) -> tuple[tuple[str, ...], tuple[Notice, ...]] | None:
    """Names of files and notices of one slot; ``known`` are those of several slots that were read before.

    None where another edition of the program wrote wordings that this one has not.
    """
    told = json.loads(data["said"][0].as_py())
    notices = []
    try:
        for number, written in told["notices"]:
            if number is None:
                notices.append(_read(written))
            else:
                notices.append(known.get(number) or known.setdefault(number, _read(written)))
    except (KeyError, TypeError):
        return None
    return tuple(told["files"]), tuple(notices)


def _written(notice: Notice) -> dict[str, Any]:
    facts = {name: _written_fact(fact) for name, fact in notice.facts.items()}
    return {**vars(notice), "place": vars(notice.place), "facts": facts}


def _read(written: Mapping[str, Any]) -> Notice:
    facts = MappingProxyType({name: _read_fact(fact) for name, fact in written["facts"].items()})
    return Notice(**{**written, "place": Place(**written["place"]), "facts": facts})


def _written_fact(fact: object) -> Any:
    """A fact as JSON: what is no text, number, truth value or None carries the name of its kind."""
    if isinstance(fact, sentences.Wording):
        return {"kind": type(fact).__name__, "of": {name: _written_fact(each) for name, each in vars(fact).items()}}
    if isinstance(fact, tuple | list):
        return {"kind": type(fact).__name__, "of": [_written_fact(each) for each in fact]}
    if isinstance(fact, Mapping):
        return {"kind": "facts", "of": {name: _written_fact(each) for name, each in fact.items()}}
    return fact


def _read_fact(written: Any) -> object:
    if not isinstance(written, dict):
        return written
    kind, of = written["kind"], written["of"]
    if kind in ("tuple", "list"):
        return (tuple if kind == "tuple" else list)(map(_read_fact, of))
    facts = {name: _read_fact(each) for name, each in of.items()}
    return facts if kind == "facts" else _WORDINGS[kind](**facts)
