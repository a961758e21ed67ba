"""Remarks of state, rank or role behind names, which are no part of them: 示例有限公司（停产）, 示例厂-备选."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from graphsvc.domain.credit_codes import is_credit_code
from graphsvc.domain.dictionary import Column, known_annotations, sheet_of, value_words
from loaders.cells.firms_in_cells import looks_like_firm, split_names
from loaders.cells.identifiers import clean_code
from loaders.cells.reading import Issue, Read, allowed_keys, issue, word_keys
from loaders.cells.several_places import places
from loaders.entity_names import name_key
from loaders.raw_cells import Value
from loaders.text import SEPARATORS

_OPEN, _CLOSE = r"(（\[【〔<〈《「『{", r")）\]】〕>〉》」』}"
_BRACKETS = re.compile(rf"\s*[{_OPEN}]([^{_OPEN}{_CLOSE}]*)[{_CLOSE}]")
_FIRM_END = re.compile(r"公司|集团|厂|研究院|研究所|合作社|中心|(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])")
"""What a firm that is named ends with, its credit code included."""
_BETWEEN = re.compile(rf"[\s—–_:：·\-{re.escape(SEPARATORS)}]*")
_SEGMENT = re.compile(rf"[^{re.escape(SEPARATORS)}{_OPEN}{_CLOSE}]+")
_PIECES = re.compile(r"[,，;；、/|+。\s]+")
_DATE = re.compile(
    r"(?:19|20)\d{2}(?:年|[-/.])?(?:\d{1,2}(?:月|[-/.])?(?:\d{1,2}日?)?)?(?:上半年|下半年|年?[底初末中])?"
    r"|\d{1,2}月(?:\d{1,2}日)?[底初末]?"
)
_BEFORE = re.compile(
    r"^(?:已经?|于|自|起|从|将|预计|计划|暂时?|目前|现|正在|处于|全面|部分|长期|临时|当前|均|仍|系|为|是)+"
)
_BEHIND = re.compile(r"(?:中|阶段|状态|企业|项目|厂家|厂商|产品|的|了|起|前|后|以来)+$")
_STRONG = re.compile(r"停产|注销|吊销|停业|破产|在建|送样|备选|独家|待定|^已")
"""What is no part of a name even where no sign stands between."""
_FIGURE = re.compile(
    r"(?:主供|备供|主|备|占比?|约|份额|比例|供货|供应|采购|配套|持股|控股)*:?(?:\d+(?:\.\d+)?%|[一二三四五六七八九\d]成)"
)
_STOCK = re.compile(r"(?:(?:股票|证券)代码)?:?(?:sh|sz|bj|hk)?\.?\d{5,6}(?:\.(?:sh|sz|bj|hk|ss))?")
_OTHER_NAME = re.compile(
    r"(?:(?:原名|曾用名|前身|原称|旧称|曾名|又名|又称|别名|亦称|俗称|以下简称|简称)[为是叫]?|(?P<bare>原))[:：\s]*(?P<name>.{2,})"
)
_OF_A_NAME = re.compile(
    r"(?:合伙|集团|控股|企业|独资|个体|工商户|股份|公司|厂|所|院|部|基地|园区?|车间|店|社|中心|户|国际|全球|亚太)$"
)
_LONGEST = 40
"""Characters of a remark; what is longer is a text that nobody foresaw."""


class Annotated(NamedTuple):
    """A text without its remarks; those, as written; another name that they give; brackets that may be anything."""

    name: str
    notes: tuple[str, ...] = ()
    other: str | None = None
    unclear: str | None = None


class Naming(NamedTuple):
    """How a column names things: firms or others, and whether its cells give the names or refer to them."""

    table: str
    is_firm: bool
    is_own: bool
    fills: tuple[Column, ...] = ()
    other: str | None = None


def naming_of(table: str, column: Column) -> Naming | None:
    """How a column names things, None where it does not."""
    told, key = known_annotations(), f"{table}.{column.field}"
    is_firm = (column.references or "").startswith("firms.") or key in told.firm_columns
    if not (is_firm or column.references or key in told.name_columns):
        return None
    fills = tuple(sheet_of(table).column(field) for field in told.fills.get(key, ()))
    return Naming(table, is_firm, not column.references, fills, told.names.get(key))


def annotated(text: str, naming: Naming) -> Annotated:
    """Take what is no part of a name off a cell of one name or several.

    Where the cell gives a name and does not refer to it, another name in brackets is told apart, and brackets of firms
    are noted that may or may not belong to the name.

    Examples
    --------
    >>> firm, own = Naming("supplies", True, False), Naming("firms", True, True)
    >>> annotated("示例有限公司（停产）", firm), annotated("示例（集团）有限公司", firm).notes
    (Annotated(name='示例有限公司', notes=('停产',), other=None, unclear=None), ())
    >>> annotated("示例甲厂-送样、示例乙厂(备选)", firm)
    Annotated(name='示例甲厂、示例乙厂', notes=('备选', '送样'), other=None, unclear=None)
    >>> annotated("91370403FAKE02422T-待定", firm).name
    '91370403FAKE02422T'
    >>> annotated("示例有限公司（原示例老厂）", own).other, annotated("示例有限公司（二期）", own).unclear
    ('示例老厂', '二期')
    """
    is_firm, is_own = naming.is_firm, naming.is_own
    notes: list[str] = []
    other = unclear = None
    kept: list[str] = []
    begin = 0
    for match in _BRACKETS.finditer(text):
        content = match[1].strip()
        is_edge = _is_edge(text, match)
        named = _other_name(content) if is_own and is_edge else None
        is_code = is_own and is_firm and is_credit_code(clean_code(content))
        if named or is_code or is_note(content, is_firm and is_edge):
            kept.append(text[begin : match.start()])
            begin = match.end()
            notes.append(content)
            other = other or named
        elif is_own and is_firm and is_edge and _may_be_a_remark(text[begin : match.start()], content):
            unclear = content
    name = "".join((*kept, text[begin:])).strip()
    if is_firm:
        tails = list(_tails(name))
        notes += [name[begin:end].strip() for _, begin, end in tails]
        for cut, _, end in reversed(tails):
            name = name[:cut] + name[end:]
    return Annotated(name, tuple(notes), other, unclear) if name else Annotated(text)


def with_remarks(naming: Naming, told: Annotated, found: Read) -> Read:
    """What was read of a name without its remarks, with those: each in its own column, or said and left out."""
    beside = dict(found.beside or {})
    is_one = len(split_names(told.name)) == 1
    issues: list[Issue] = []
    for note in told.notes:
        filled = [
            (column, value) for column in naming.fills if is_one and (value := _value(naming.table, column, note))
        ]
        if filled:
            column, value = filled[0]
            beside.setdefault(column.field, value)
            shown = "、".join(value) if isinstance(value, list) else _SHOWN.get(value, value)
            issues.append(issue("annotation_read", "repaired", value=note, heading=column.heading, read=shown))
        elif naming.other and told.other and told.other in note:
            beside.setdefault(naming.other, [told.other])
            heading = sheet_of(naming.table).column(naming.other).heading
            issues.append(issue("annotation_read", "repaired", value=note, heading=heading, read=told.other))
        else:
            issues.append(issue("annotation_left_out", "repaired", value=note))
    return found._replace(beside=beside or None, issues=(*issues, *found.issues))


def _value(table: str, column: Column, note: str) -> Value:
    """The value of a column that a remark stands for, None for none."""
    key, kind = name_key(note), column.rules.get("kind")
    if kind == "uscc":
        code = clean_code(note)
        return code if is_credit_code(code) else None
    if kind == "place":
        return list(places(note, True).codes) if key in _ABROAD else None
    found = allowed_keys(column.allowed).get(key) or word_keys(table, column.field).get(key)
    if found is None or len(key) <= 1:
        return None
    if column.type == "bool":
        return found == "是"
    return [found] if column.type == "list" else found


_SHOWN: Mapping[Value, Value] = {True: "是", False: "否"}
_ABROAD = frozenset(("进口", "国外", "境外", "国内"))


def is_note(text: str, is_firm: bool) -> bool:
    """Whether a text is nothing but remarks: 停产, 2023年已停产, 送样中；待定; of firms 独家, 60%, 002747.SZ too.

    Examples
    --------
    >>> [is_note(text, True) for text in ("2023年5月已停产", "主供60%", "送样中；待定", "集团", "中国", "2023年")]
    [True, True, True, False, False, False]
    """
    if not text or len(text) > _LONGEST:
        return False
    said = [_said(name_key(piece), is_firm) for piece in _PIECES.split(text) if piece]
    return None not in said and any(said)


@lru_cache(maxsize=1 << 14)
def _said(piece: str, is_firm: bool) -> bool | None:
    """True for a remark, False for a date alone, None for anything else."""
    known = _words(is_firm)
    if piece in known:
        return True
    if is_firm and (_FIGURE.fullmatch(piece) or _STOCK.fullmatch(piece)):
        return True
    undated = _DATE.sub("", piece)
    bare = _BEFORE.sub("", undated)
    if not known.isdisjoint({undated, bare, _BEHIND.sub("", undated), _BEHIND.sub("", bare)}):
        return True
    return False if not _BEHIND.sub("", bare) else None


@cache
def _words(is_firm: bool) -> frozenset[str]:
    """Keys of all remarks: the words of the dictionary, and the values and words of the columns that it names."""
    told = known_annotations()
    columns = [*told.columns, *(f"firms.{field}" for field in told.fills["firms.name"] if is_firm)]
    found = {*told.words, *(told.firm_words if is_firm else ())}
    for key in columns:
        table, _, field = key.partition(".")
        found.update(sheet_of(table).column(field).allowed, value_words(table, field))
    return frozenset(key for word in found if len(key := name_key(word)) > 1 and key != "其他" and not key.isascii())


def _is_edge(text: str, match: re.Match[str]) -> bool:
    """Whether brackets stand before or behind a whole name: no letter follows, or none goes before."""
    before, after = _BRACKETS.sub("", text[: match.start()]), _BRACKETS.sub("", text[match.end() :]).lstrip()
    return not after or not after[0].isalnum() or not before.strip() or before.rstrip()[-1] in SEPARATORS


def _other_name(content: str) -> str | None:
    """The other name that brackets give: 曾用名：示例老厂, and 原示例老厂 where it is a firm's; not 原料."""
    match = _OTHER_NAME.fullmatch(content)
    name = _PIECES.split(match["name"].strip())[0] if match else ""
    return name if match and (not match["bare"] or looks_like_firm(name)) else None


def _may_be_a_remark(name: str, content: str) -> bool:
    """Whether brackets behind a firm may hold something else than a part of its name: not (有限合伙), (中国)."""
    key = name_key(content)
    is_latin = key.isascii() and not any(map(str.isdigit, key))
    is_of_name = is_latin or _OF_A_NAME.search(key) is not None or bool(places(content, True).codes)
    return looks_like_firm(name.rpartition("、")[2]) and not is_of_name


def _tails(text: str) -> Iterator[tuple[int, int, int]]:
    """Remarks behind firms without brackets: where to cut, where the remark begins, where it ends."""
    done = 0
    for end in (match.end() for match in _FIRM_END.finditer(text)):
        between = _BETWEEN.match(text, end)
        begin = between.end() if between else end
        segment = _SEGMENT.match(text, begin)
        if segment is None or end < done:
            continue
        note = segment[0].strip()
        if is_note(note, True) and (begin > end or _STRONG.search(note)):
            done = segment.end()
            yield end, begin, segment.end()
