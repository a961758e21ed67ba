"""What resolving a cell decides: what stands in it, whether its row waits, what is said. Written by ``writing``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from loaders.raw_cells import Value


class Remark(NamedTuple):
    """Something to say of a text in a cell; ``is_once``: not again for the same text in this submission.

    ``field`` is another field of the row that it is said of.
    """

    code: str
    original: str
    action: str
    facts: Mapping[str, object] = MappingProxyType({})
    is_once: bool = False
    field: str | None = None


class Unlisted(NamedTuple):
    """A firm that no list has: its id, and its name as written where the id is made of it."""

    id: str
    name: str | None = None


class Verdict(NamedTuple):
    """What a cell comes to.

    ``value`` is its id or ids (or its text, where no list can tell), ``fate`` the code under which its row waits
    ("" where it stands), ``beside`` what further fields of the row become, ``unlisted`` firms that only the cell names.
    """

    value: Value
    fate: str = ""
    remarks: tuple[Remark, ...] = ()
    beside: Mapping[str, Value] = MappingProxyType({})
    unlisted: tuple[Unlisted, ...] = ()
