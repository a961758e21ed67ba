"""Industry codes (GB/T 4754): what a cell says and what had to be done to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from loaders.entity_names import name_key
from loaders.text import read_reference, split_list

TWO_MEANINGS = "两版同号异义"
"""Flag of a code that meant another class in 2011, where no name beside it tells the edition."""

_BETWEEN_CODES = re.compile(r"(?<=\d)\s+(?=[A-Ta-t]?\d{2,4}(?!\d))|(?<=\d)(?:和|及|与|&|\+)(?=[A-Ta-t]?\d{2,4}(?!\d))")
_AND_MORE = re.compile(r"等$")


@dataclass(frozen=True)
class Industry:
    """An industry cell: the code of 2017 or None, and the warning (None, V07, industry_*).

    ``has_two_meanings``: in 2011 the code meant another class, and no name beside it tells the edition.
    """

    code: str | None
    warning: str | None = None
    candidates: tuple[str, ...] = ()
    has_two_meanings: bool = False


@dataclass(frozen=True)
class _Classes:
    codes: Mapping[str, str]
    names: Mapping[str, str]
    old: Mapping[str, tuple[tuple[str, str, bool, bool], ...]]
    old_names: Mapping[str, str]

    def old_name(self, code: str) -> str:
        """Key of the name that a code had in 2011, "" where it had none."""
        return next((row[0] for row in self.old.get(code, ())), "")


@cache
def _classes() -> _Classes:
    codes: dict[str, str] = {}
    names: dict[str, str] = {}
    for row in read_reference("industries.csv"):  # classes come after their groups: a shared name is the class's
        codes[row["code"]] = row["name"]
        names[name_key(row["name"])] = row["code"]
    old: dict[str, list[tuple[str, str, bool, bool]]] = {}
    old_names: dict[str, str] = {}
    for row in read_reference("industries_2011.csv"):
        is_other = row["code_2011_in_2017"] == "other_name"
        old.setdefault(row["code_2011"], []).append(
            (name_key(row["name_2011"]), row["code_2017"], row["auto_map"] == "yes", is_other)
        )
        old_names[name_key(row["name_2011"])] = row["code_2011"]
    return _Classes(codes, names, {k: tuple(v) for k, v in old.items()}, old_names)


@lru_cache(maxsize=1 << 14)
def industry(text: str) -> Industry:
    """Read an industry code, with or without section letter, name, lost zero.

    Examples
    --------
    >>> industry("C3973").code, industry("3973.0").code, industry("610"), industry("集成电路制造").code
    ('3973', '3973', Industry(code='0610', warning='industry_lost_zero', candidates=(), has_two_meanings=False), '3973')
    """
    known = _classes()
    key = name_key(text).upper()
    match = re.fullmatch(r"([A-T])?(\d{1,4})(?:\.0+)?(?:[-_:.、\s]*(\D.*))?|(\D+?)\(?[A-T]?(\d{4})\)?", key)
    if not match:
        return _by_name(name_key(text))
    digits, name = (match[2], match[3]) if match[2] else (match[5], match[4])
    name = name_key(name).strip("()") if name else ""
    if len(digits) == 4:
        return _by_code(digits, name)
    if len(digits) == 3 and (digits[0] in "6789" or digits not in known.codes) and f"0{digits}" in known.codes:
        return Industry(f"0{digits}", "industry_lost_zero")
    if len(digits) == 1:
        return Industry(f"0{digits}", "industry_short") if f"0{digits}" in known.codes else Industry(None, "V07")
    return Industry(digits, "industry_short") if digits in known.codes else Industry(None, "V07")


def is_one_industry(text: str) -> bool:
    """Whether a text names one class, whatever separators its name holds; not where it lists several.

    Examples
    --------
    >>> is_one_industry("3973、集成电路制造"), is_one_industry("2614、2619"), is_one_industry("豆类、油料和薯类种植")
    (True, False, True)
    """
    if _BETWEEN_CODES.search(text):
        return False
    found = industry(text).code
    codes = {industry(part).code for part in split_list(text)}
    if found is None or None not in codes:
        return found is not None and len(codes) == 1
    code = re.search(r"\d+", text)
    name = name_key(re.sub(r"[A-Ta-t]?\d+", "", text)).strip("、;,/|-_:.()")
    return code is None or name in (name_key(_classes().codes.get(code[0], "")), _classes().old_name(code[0]))


def industry_parts(text: str) -> list[str]:
    """The classes of one cell; a name that holds separators stays whole.

    Examples
    --------
    >>> industry_parts("3491/3492"), industry_parts("C3491 工业机器人制造；3492"), industry_parts("3491 3492")
    (['3491', '3492'], ['C3491 工业机器人制造', '3492'], ['3491', '3492'])
    >>> industry_parts("豆类、油料和薯类种植、0111"), industry_parts("3973、集成电路制造")
    (['豆类、油料和薯类种植', '0111'], ['3973、集成电路制造'])
    """
    if is_one_industry(text):
        return [text]
    parts = [each for part in split_list(_AND_MORE.sub("", text.strip())) for each in _BETWEEN_CODES.split(part)]
    found: list[str] = []
    while parts:
        ends = range(len(parts), 1, -1)
        end = next((end for end in ends if is_one_industry("、".join(parts[:end]))), 1)
        found.append("、".join(parts[:end]))
        parts = parts[end:]
    return found


def _by_code(code: str, name: str) -> Industry:
    known = _classes()
    old = known.old.get(code, ())
    if code not in known.codes:
        return _mapped(old)
    if not old or not old[0][3]:
        return Industry(code)
    now = name_key(known.codes[code])
    if name and (name in now or now in name):
        return Industry(code)
    if name and name == old[0][0]:
        return _mapped(old)
    return Industry(code, "industry_two_meanings" if name else None, has_two_meanings=True)


def _mapped(old: tuple[tuple[str, str, bool, bool], ...]) -> Industry:
    targets = tuple(sorted(row[1] for row in old if row[1]))
    if len(targets) == 1 and old[0][2]:
        return Industry(targets[0], "V07", targets)
    return Industry(None, "V07", targets)


def _by_name(key: str) -> Industry:
    known = _classes()
    if key in known.names and known.names[key].isdigit():
        code = known.names[key]
        return Industry(code, None if len(code) == 4 else "industry_short")
    if key in known.old_names:
        return _mapped(known.old[known.old_names[key]])
    return Industry(None, "V07")
