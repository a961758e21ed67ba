"""What cells say about products: several in one cell, 在建 beside 现状, the unit a product is counted in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from loaders.cells.spoken_numbers import parse_number
from loaders.cells.units import Unit, unit_of_product
from loaders.entity_names import code_beside_name, name_key
from loaders.text import split_list

_WORDS = re.compile("以及|和|及|与")
_BRACKET = re.compile(r"^(.*?)[(（](在建|规划|拟建|未投产|待投产|停产)(?:产能)?[::]?([^()（）]*)[)）]$")
_NOW = re.compile(r"^(?:现有|已有|已建成?|建成|现状|已投产)[::]?(.+?)[、,，;；\s]+(在建|规划|拟建)[::]?(.+)$")
_OF_WHICH = re.compile(r"^(.*?)[(（,，、;；](?:其中|含)[::]?(在建|规划|拟建)(?:产能)?[::]?([^()（）]+?)[)）]?$")
_STATES = {"在建": "在建", "规划": "规划", "拟建": "规划", "未投产": "规划", "待投产": "在建", "停产": "停产"}


class Names:
    """Names and codes of one list of the file, to tell what a text refers to."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.codes: dict[str, str] = {}

    def add(self, code: str | None, names: Iterable[str | None]) -> None:
        """Note one row: every name and the code itself stand for the code; the first name is the printed one."""
        shown = [name for name in names if name]
        key = code or (shown[0] if shown else "")
        for each in (code, *shown):
            if each:
                self.names.setdefault(name_key(each), key)
        if code and shown:
            self.codes.setdefault(name_key(code), shown[0])

    def code(self, text: str) -> str:
        """The code a text stands for, the text itself where it is not known."""
        return self._meant(text) or text

    def knows(self, text: str) -> bool:
        """Whether a text is a code or name of the list, or a code with its name."""
        return self._meant(text) is not None

    def _meant(self, text: str) -> str | None:
        """The code that a text stands for, or that both stand for where it is a code with its name."""
        found = self.names.get(name_key(text))
        if found is None:
            pairs = ({self.names.get(name_key(part)) for part in parts} for parts in code_beside_name(text))
            found = next((code for pair in pairs if len(pair) == 1 and (code := pair.pop())), None)
        return found

    def disagree(self, code: str, name: str) -> bool:
        """Whether a code and the name beside it stand for two different rows."""
        meant = self.names.get(name_key(code))
        named = self.names.get(name_key(name))
        return meant is not None and named != meant


class Products(Names):
    """Products of the file with their units."""

    def __init__(self) -> None:
        super().__init__()
        self._units: dict[str, Unit | None] = {}

    def add_product(self, code: str, names: Iterable[str | None], unit: str | None) -> None:
        """Note a product and the unit it is counted in."""
        self.add(code, names)
        self._units[code] = unit_of_product(unit) if unit else None

    def unit(self, text: str | None) -> Unit | None:
        """The unit of the product a cell names, None where product or unit are not known."""
        return self._units.get(self._meant(text) or "") if text else None

    def split(self, text: str) -> list[str]:
        """Several products of one cell; [text] where it names one, or where none of the parts is known.

        The last part may lend its head noun: 热轧、冷轧钢板 are 热轧钢板 and 冷轧钢板 where both are known.
        """
        if self.knows(text):
            return [text]
        parts = [piece for part in split_list(text) for piece in self._at_words(part)]
        if len(parts) == 1:
            return [text]
        if any(map(self.knows, parts)) and not all(map(self.knows, parts)):
            parts = [self._with_head(part, parts[-1]) for part in parts]
        return parts if any(map(self.knows, parts)) else [text]

    def _at_words(self, part: str) -> list[str]:
        """A part taken apart at 和, 及, 与 where each piece is known; such a word in front of one is left out."""
        pieces = [piece.strip() for piece in _WORDS.split(part) if piece.strip()]
        return pieces if pieces and not self.knows(part) and all(map(self.knows, pieces)) else [part]

    def _with_head(self, part: str, last: str) -> str:
        if self.knows(part):
            return part
        fitting = (part + last[cut:] for cut in range(1, len(last)))
        return next((each for each in fitting if self.knows(each)), part)


def split_states(text: str) -> tuple[str, str, str] | None:
    """(figure now, other state, figure of it) of 500(在建300), 现有500、在建300, 0(未投产); None for plain cells.

    Examples
    --------
    >>> split_states("500(在建300)"), split_states("0(未投产)"), split_states("500")
    (('500', '在建', '300'), ('0', '规划', ''), None)
    """
    shown = unicodedata.normalize("NFKC", text).strip()
    if part := _OF_WHICH.match(shown):
        rest = _without(part[1], part[3])
        return (rest, _STATES[part[2]], part[3].strip()) if rest else None
    match = _BRACKET.match(shown) or _NOW.match(shown)
    if not match or not match[1].strip():
        return None
    return match[1].strip(), _STATES[match[2]], match[3].strip()


def _without(whole: str, part: str) -> str | None:
    """What is left of a figure without one of its parts; None where their units differ or the part is larger."""
    all_of_it, some = parse_number(whole.strip()), parse_number(part.strip())
    if all_of_it is None or some is None or some.unit not in ("", all_of_it.unit) or some.value > all_of_it.value:
        return None
    if not some.unit and all_of_it.unit and not some.magnitude and all_of_it.magnitude:
        return None
    return f"{all_of_it.value - some.value:f}{all_of_it.unit}"
