"""What an English file may quote in Chinese: names and free text of the lists, places and standard names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graphsvc.domain.dictionary import sheets
from graphsvc.domain.reference import reference_rows, region_name
from graphsvc.domain.snapshot import GraphSnapshot

HAN = re.compile("[\u3400-\u9fff]+")
NAMES = ("name", "product_name", "stage_name")
SHORTEST = 2
"""A single character quotes nobody, unless it is a name."""


class Quotes:
    """What may be quoted, in the order in which it is taken out of a text; found by its first character."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._texts = tuple(texts)
        self._by_first: dict[str, list[int]] = {}
        for place, text in enumerate(self._texts):
            self._by_first.setdefault(text[0], []).append(place)

    def met_in(self, text: str) -> list[str]:
        """Those that may stand in a text, or in what is left of it with blanks for others."""
        places = {place for first in {*text, " "} for place in self._by_first.get(first, ())}
        return [self._texts[place] for place in sorted(places)]


def quoted_texts(snapshot: GraphSnapshot) -> list[str]:
    """Texts of the lists that are neither enumerations nor units, names of places and industries; longest first."""
    found = {sheet.name for sheet in sheets()}
    for sheet in sheets():
        told = [c.field for c in sheet.columns if not c.allowed and c.type in ("text", "code", "list")]
        told = [name for name in told if not name.endswith("unit")]
        for row in snapshot.tables.rows(sheet.table) if sheet.table != "codes" else ():
            found |= {row["source_file"] or "", row["source_sheet"] or ""}
            for name in told:
                value = row.get(name)
                texts = set(value) if isinstance(value, list) else {str(value or "")}
                found |= {text for text in texts if name in NAMES or len(text) >= SHORTEST}
    found |= {row["name"] for row in reference_rows("regions")} | {row["name"] for row in reference_rows("industries")}
    found |= {region_name(f"{row['code'][:2]}0000", short=True) for row in reference_rows("regions")}
    return sorted((text for text in found if HAN.search(text)), key=lambda text: (-len(text), text))


def unquoted(text: str, quoted: Quotes) -> list[str]:
    """Chinese that is left of a text once everything quoted is taken out of it."""
    for each in quoted.met_in(text) if HAN.search(text) else ():
        text = text.replace(each, " ")
    return HAN.findall(text)


def texts_of(value: Any, where: str = "", skip: frozenset[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Every text inside a document with where it stands; a word of the lists that has its label beside it is left
    out, as are members named in ``skip``."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for name, member in value.items():
            if name not in skip and f"{name}_label" not in value:
                yield from texts_of(member, f"{where}.{name}", skip)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts_of(item, where, skip)
