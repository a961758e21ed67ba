"""Cells that name firms: several in one cell, and names that hold a comma themselves (Co., Ltd)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from graphsvc.domain.credit_codes import is_credit_code
from loaders.cells.identifiers import clean_code, firm_text
from loaders.cells.several_places import places
from loaders.cells.spoken_numbers import chinese_number
from loaders.entity_names import name_key
from loaders.text import split_list

_LEGAL_FORM = re.compile(
    r"(?:co|company|inc|incorporated|ltd|limited|llc|l\.l\.c|llp|lp|plc|corp|corporation|pte|pty|sdnbhd|bhd|gmbh|mbh|ag|kg|"
    r"kgaa|ug|ohg|ev|se|sa|s\.a|sas|s\.a\.s|sarl|s\.a\.r\.l|srl|s\.r\.l|spa|s\.p\.a|sl|s\.l|bv|b\.v|nv|n\.v|ab|as|a/s|aps|oy|oyj|"
    r"kk|k\.k|kabushikikaisha|ooo|pjsc|ojsc|jsc|tbk|pt|spzoo|spz\.?oo|ltda|sadecv|group|holdings?)"
)
_COMMA_INSIDE = re.compile(rf"(?<=[A-Za-z.)])\s*[,，]\s*(?={_LEGAL_FORM.pattern}(?![A-Za-z]))", re.IGNORECASE)
_HELD = re.compile("[\ue000-\uf8ff]")
_CHINESE_END = re.compile(
    r"(?:公司|集团|厂|总厂|企业|合作社|研究院|研究所|事务所|中心|商行|经营部|门市部|矿|矿业|株式会社)(?:\([^()]*\))?$"
)
_LATIN_END = re.compile(rf"[\s.,&](?:{_LEGAL_FORM.pattern})\.?(?:\s*\([^()]*\))?$")
_ENUMERATED = re.compile(r"[、；;\n]")
_VAGUE = re.compile(r"等|多家|若干|其他|其它|各地|进口|市场|采购|贸易|不详|未知|自产|自制|内部|\d")
_WORDS = re.compile(r"以及|和|及|与|\s+and\s+", re.IGNORECASE)
_MORE = re.compile(r"等(?P<n>[一二两三四五六七八九十\d]+)?(?:多?家)?(?:企业|公司|单位|厂家|供应商)?$")
_NUMBER = re.compile(r"(?<=\D)\d{1,2}$")
OTHERS = "其他"
"""Stands for the suppliers that a cell counts without naming them."""


def looks_like_firm(text: str) -> bool:
    """Whether a text ends as firms' names do.

    Examples
    --------
    >>> [looks_like_firm(text) for text in ("示例丙三有限公司", "Example Inc.", "宁波", "Plastic")]
    [True, True, False, False]
    """
    key = name_key(text)
    return _CHINESE_END.search(key) is not None or _LATIN_END.search(" ".join(text.casefold().split())) is not None


def split_names(text: str) -> list[str]:
    """Parts of a multi-value, like ``split_list``; a comma before a legal form belongs to the name.

    Examples
    --------
    >>> split_names("Applied Materials, Inc., Shili Tyre Co., Ltd、示例厂")
    ['Applied Materials, Inc.', 'Shili Tyre Co., Ltd', '示例厂']
    """
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return "\ue000"

    inside = iter(held)
    parts = split_list(_COMMA_INSIDE.sub(hold, _HELD.sub("", text)))
    return [re.sub("\ue000", lambda _: next(inside), part) for part in parts]


def firm_parts(text: str, knows: Callable[[str], bool]) -> list[str]:
    """The firms of a list cell: at every separator, at 和, 及, 与 only between firms.

    Parameters
    ----------
    knows
        Whether a text is the code or name of a known firm.
    """
    parts = split_names(text)
    if parts:
        parts[-1] = _MORE.sub("", parts[-1]) or parts[-1]
    return [each for part in parts for each in _at_words(part, knows)]


def several_firms(text: str, knows: Callable[[str], bool]) -> list[str]:
    """The firms that a cell for one firm names; [text] where it is one name, or where not every part is a firm.

    Examples
    --------
    >>> several_firms("示例丙三有限公司、示例丁四有限公司", lambda _: False)
    ['示例丙三有限公司', '示例丁四有限公司']
    >>> several_firms("Shili Tyre Co., Ltd", lambda _: False), several_firms("宁波、无锡等地多家企业", lambda _: False)
    (['Shili Tyre Co., Ltd'], ['宁波、无锡等地多家企业'])
    """
    if knows(text):
        return [text]
    parts = firm_parts(text, knows)
    is_each = len(parts) > 1 and (
        all(knows(part) or looks_like_firm(part) or is_credit_code(clean_code(part)) for part in parts)
        or _are_short_names(text, parts)
    )
    return list(dict.fromkeys(map(firm_text, parts))) if is_each else [text]


def several_sources(text: str, knows: Callable[[str], bool]) -> list[str]:
    """The suppliers of a cell, 其他 for those that it counts and does not name; [text] where it is one.

    A name without legal form counts in a list after one that has it.

    Examples
    --------
    >>> several_sources("示例甲厂等3家", lambda _: False), several_sources("示例乙有限公司/示例丙厂", lambda _: False)
    (['示例甲厂', '其他'], ['示例乙有限公司', '示例丙厂'])
    >>> several_sources("示例甲有限公司、示例乙", lambda _: False), several_sources("河北等3家企业", lambda _: False)
    (['示例甲有限公司', '示例乙'], ['河北等3家企业'])
    """
    if knows(text):
        return [text]
    parts = several_firms(text, knows)
    if parts == [text]:
        parts = firm_parts(text, knows)
        if not _is_list(parts, knows):
            return [text]
    told = _MORE.search(name_key(text))
    counted = int(chinese_number(told["n"]) or 0) if told and told["n"] else None
    named = list(dict.fromkeys(firm_text(part) for part in parts if part not in _REST))
    has_more = len(named) < len(parts) or (told is not None and (counted is None or counted > len(named)))
    return [*named, OTHERS] if has_more else named


def is_several(text: str, knows: Callable[[str], bool]) -> bool:
    """Whether a cell that stays one supplier seems to name several: a firm in a list, or so many firms.

    Examples
    --------
    >>> [is_several(text, lambda _: False) for text in ("示例甲有限公司、铜", "示例甲等3家", "示例和平有限公司")]
    [True, True, False]
    """
    if knows(text):
        return False
    told = _MORE.search(name_key(text))
    parts = [part for part in firm_parts(text, knows) if part]
    return told is not None or (len(parts) > 1 and any(_is_name(part, knows) for part in parts[:-1]))


_REST = frozenset({"其他", "其它", "其余"})


def _is_list(parts: Sequence[str], knows: Callable[[str], bool]) -> bool:
    """Whether parts are suppliers, the first of them certainly."""
    return _is_name(parts[0], knows) and all(
        _is_name(part, knows) or part in _REST or (not part.isascii() and _is_short_name(part)) for part in parts[1:]
    )


def _is_name(part: str, knows: Callable[[str], bool]) -> bool:
    return knows(part) or looks_like_firm(_NUMBER.sub("", part)) or is_credit_code(clean_code(part))


def _is_short_name(part: str) -> bool:
    return len(part) > 1 and not _VAGUE.search(part) and not places(part, True).codes


def _are_short_names(text: str, parts: Sequence[str]) -> bool:
    """Whether parts at 、 or ； are names, none with a legal form (安川、三菱): neither places nor a hint at more."""
    if len(parts) != len(_ENUMERATED.split(text)) or any(map(looks_like_firm, parts)):
        return False
    return all(map(_is_short_name, parts))


def _at_words(part: str, knows: Callable[[str], bool]) -> Sequence[str]:
    """A part taken apart at 和, 及, 与, and, where both sides are firms: not 示例和平有限公司."""
    pieces = [piece.strip() for piece in _WORDS.split(part)]
    if len(pieces) < 2 or knows(part):
        return (part,)
    is_each = all(
        piece and (knows(piece) or (looks_like_firm(piece) and piece[0] not in "其下旗所子")) for piece in pieces
    )
    return pieces if is_each else (part,)
