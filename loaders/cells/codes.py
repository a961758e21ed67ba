"""Cells that hold codes of the outside world, places, and lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.cells.annotations import is_note, naming_of
from loaders.cells.firms_in_cells import firm_parts, split_names
from loaders.cells.identifiers import credit_code, firm_text
from loaders.cells.industries import TWO_MEANINGS, industry, industry_parts
from loaders.cells.places import Place, region
from loaders.cells.reading import Issue, Read, Reading, allowed_keys, issue, nfkc, null_of, without_quotes, word_keys
from loaders.cells.region_tables import regions
from loaders.cells.several_places import places
from loaders.entity_names import name_key
from loaders.raw_cells import Cell, Value, is_number
from loaders.text import DASHES, LONGEST_NAME, NONE_WORDS, cell_text

_WHY = {
    "length": ("不是 18 位", "not 18 characters"),
    "letters": ("含有不允许的字符", "characters that are not allowed"),
    "check": ("校验位不符", "check character does not fit"),
    "number": ("来自数字格", "from a number cell"),
}

_NO_SUCCESSOR = ("没有唯一的后继区划，取其所属的", "without one successor; taken instead:")

UNREAD = "unread"
"""Flag of a place that stands in the cell but could not be read: not the default that a blank one has."""


def read_region(reading: Reading, cell: Cell) -> Read:
    """Six digits; a development zone becomes its parent city with the zone beside it."""
    text = cell_text(cell)
    if null := null_of(reading, text):
        return null
    place = region(text)
    field = f"{reading.column.field}_zone"
    if place.code is None:
        code = "V08" if place.problem == "ambiguous" else "unknown_place"
        beside = {f"{reading.column.field}_flag": UNREAD} if "_flag" in reading.column.siblings else None
        return Read(None, beside, (issue(code, "nulled", candidates=_candidates(place)),))
    issues = (_repaired(place),) if place.problem else ()
    if place.zone and "_zone" not in reading.column.siblings:
        return Read(place.code, None, (_repaired(place),))
    return Read(place.code, {field: place.zone} if place.zone else None, issues)


def _candidates(place: Place) -> str:
    return "、".join(map(regions().shown, place.candidates)) or "—"


def _repaired(place: Place) -> Issue:
    """What is said of a place that was not written as it stands in the list."""
    shown = regions().shown(place.code or "")
    former = place.former
    if former is None:
        return issue("place_guessed", "repaired", value=shown)
    how = ("现为", "now") if former.now == (place.code,) and former.has_successor else _NO_SUCCESSOR
    facts = {"was": former.was, "until": former.until or "—", "value": shown, "how_zh": how[0], "how_en": how[1]}
    return Issue("former_place", "repaired", facts)


def read_place(reading: Reading, cell: Cell) -> Read:
    """Countries, and regions where the dictionary says ``place``: a list, or the one place of a code column."""
    text = cell_text(cell)
    is_list = reading.column.type == "list"
    if name_key(text) in NONE_WORDS and is_list:
        return Read([])
    if null := null_of(reading, text):
        return null
    with_regions = reading.column.rules["kind"] == "place"
    found = places(text, with_regions)
    issues = [Issue("unknown_place", "nulled", {"value": part, "candidates": "—"}, part) for part in found.lost]
    for part in found.ambiguous:
        issues.append(Issue("V08", "nulled", {"value": part, "candidates": _candidates(region(part))}, part))
    for part in found.repaired:
        place = region(part) if with_regions else None
        codes = "、".join(places(part, with_regions).codes)
        said = _repaired(place) if place and place.code else issue("place_guessed", "repaired", value=codes)
        issues.append(said._replace(original=part))
    if found.expanded:
        issues.append(issue("place_guessed", "repaired", value="、".join(found.codes)))
    if is_list:
        return Read(list(found.codes) or None, None, tuple(issues))
    if len(found.codes) > 1:
        issues.append(issue("place_guessed", "repaired", value=found.codes[0]))
    return Read(found.codes[0] if found.codes else None, None, tuple(issues))


def read_uscc(reading: Reading, cell: Cell) -> Read:
    """A credit code; of a firm that is not valid the text is kept as ``other_id``."""
    text = cell_text(cell)
    if null := null_of(reading, text):
        return null
    found = credit_code(text, is_number(cell))
    if found.code is None:
        return Read(found.uscc)
    action = "kept" if found.uscc or found.code == "other_identity" else "asked" if found.proposal else "nulled"
    why_zh, why_en = _WHY.get(found.why or "", ("", ""))
    facts = {"why_zh": why_zh, "why_en": why_en, "proposal": found.proposal or "—"}
    beside = {"other_id": found.other} if reading.column.field == "uscc" and reading.table == "firms" else None
    return Read(found.uscc, beside, (Issue(found.code, action, facts),))


def _industry_issues(reading: Reading, text: str) -> tuple[str | None, tuple[Issue, ...]]:
    found = industry(text)
    if found.warning is None:
        return found.code, ()
    facts = {"value": found.code or "—", "candidates": "、".join(found.candidates) or "—"}
    if found.warning != "V07":
        action = "repaired" if found.warning == "industry_lost_zero" else "kept"
        return found.code, (Issue(found.warning, action, facts),)
    if found.code:
        return found.code, (Issue("V07", "repaired", facts),)
    parks = not found.candidates and reading.column.required == "R"
    return None, (Issue("V07", "parked" if parks else "asked" if found.candidates else "nulled", facts),)


def read_industry(reading: Reading, cell: Cell) -> Read:
    """A code of GB/T 4754-2017 from code, code with name, or name; of several the first, the others are said."""
    text = cell_text(cell)
    if null := null_of(reading, text):
        return null
    parts = industry_parts(text)
    first = next((part for part in parts if industry(part).code), text)
    code, issues = _industry_issues(reading, first)
    if len(parts) > 1 and code:
        others = "、".join(part for part in parts if part is not first)
        issues = (*issues, issue("industry_several", "repaired", value=code, others=others))
    return Read(code, _flag(reading, [first]), issues)


def _flag(reading: Reading, parts: Sequence[str]) -> dict[str, Value] | None:
    """The flag of codes that meant other classes in 2011, where the column has one."""
    is_flagged = "_flag" in reading.column.siblings and any(industry(part).has_two_meanings for part in parts)
    return {f"{reading.column.field}_flag": TWO_MEANINGS} if is_flagged else None


_ODD_LENGTHS = (5, 7, 9)
"""Digits of a customs code of chapters 01–09 that has lost its first zero; whole codes have 6, 8 or 10."""


def read_list(reading: Reading, cell: Cell) -> Read:
    """A multi-value; 无 is the empty list."""
    column = reading.column
    text = cell_text(cell)
    if name_key(text) in NONE_WORDS or _NONE_OF_THEM.fullmatch(name_key(text)):
        return Read([])
    if null := null_of(reading, text):
        return null
    issues: list[Issue] = []
    items: list[str] = []
    parts = parts_of(reading, text)
    for part in parts:
        if part in DASHES or name_key(part) in NONE_WORDS:
            continue
        item, said = _item(reading, part)
        issues += said if len(parts) == 1 else [each._replace(original=part) for each in said]
        if item is not None and item not in items:
            items.append(item)
    if column.type == "list" and not items and not issues:
        return Read(None, None, (issue("null_word", "nulled", word=text),))
    beside = _flag(reading, parts) if column.rules.get("kind") == "industry" else None
    return Read(items or None, beside, tuple(issues))


def parts_of(reading: Reading, text: str) -> list[str]:
    """A list cell taken apart: not where the whole names a product or class, at 和/及 only between products."""
    if reading.knows(text):
        return [text]
    if reading.column.rules.get("kind") == "industry":
        return industry_parts(text)
    if reading.column.references == "firms.firm_id":
        return firm_parts(text, reading.knows)
    parts: list[str] = []
    for part in split_names(text):
        pieces = [piece for piece in re.split(r"和|及", part) if piece]
        together = len(pieces) > 1 and not reading.knows(part) and all(map(reading.knows, pieces))
        parts += pieces if together else [part]
    return parts


def _item(reading: Reading, part: str) -> tuple[str | None, Sequence[Issue]]:
    column = reading.column
    if len(part) > LONGEST_NAME:
        return None, [issue("text_too_long", "ignored", n=len(part), limit=LONGEST_NAME)]
    if column.rules.get("kind") == "industry":
        return _industry_issues(reading, part)
    if column.field == "complete_lists":
        match = re.search(r"\d{1,2}", nfkc(part))
        ok = match is not None and int(match[0]) <= 24
        return (
            (match[0].zfill(2), ())
            if match and ok
            else (None, [issue("bad_value", "ignored", value=part, expected="06、07")])
        )
    if column.field == "hs":
        part = re.sub(r"[\s.]+", "", nfkc(part))
        if part.isdigit() and len(part) in _ODD_LENGTHS:
            return f"0{part}", [issue("hs_lost_zero", "repaired", value=f"0{part}")]
    pattern = column.rules.get("pattern")
    if pattern and not re.fullmatch(pattern, part):
        return None, [issue("bad_pattern", "ignored", value=part)]
    if column.allowed:
        words = word_keys(reading.table, column.field)
        part = without_quotes(part)
        found = allowed_keys(column.allowed).get(name_key(part)) or words.get(name_key(part))
        if found:
            return found, ()
        stems = {name_key(re.sub(r"\(.*?\)", "", value)) for value in column.allowed}
        if column.field == "tags" and any(stem in name_key(part) for stem in stems):
            return part, ()
        return None, [issue("bad_value", "ignored", value=part, expected="、".join(column.allowed))]
    naming = naming_of(reading.table, column)
    if naming is not None and naming.is_firm and not reading.knows(part) and is_note(part, True):
        return None, [issue("annotation_left_out", "repaired", value=part)]
    if _COUNTED.fullmatch(part):
        return None, [issue("bad_value", "ignored", value=part, expected=column.heading)]
    if column.references == "firms.firm_id":
        part = firm_text(part)
    return part, ()


_COUNTED = re.compile(
    r"(?:已|现|另|还|共)?有|(?:已|现|另|还|共)?有?(?:多家|若干家?|数家|(?:共|约|至少)?(?:\d{1,3}|[一二两三四五六七八九十]{1,3})余?家"
    r"(?:以上|左右)?(?:企业|供应商|备选|厂家)?(?:以上|左右)?)"
)
"""How many there are, of whom nobody is named."""

_NONE_OF_THEM = re.compile(
    r"(?:暂时?|目前|尚|现)?(?:无|没有)(?:合适|合格|可用|明确)?的?(?:备选|替代|备用|后备|其[他它])(?:供应商|供货商|供方|厂家|厂商|企业|单位|来源)?"
)
"""That there is none of those asked for: 暂无备选供应商."""
