"""Declared states beside computed ones (V15): lists 08, 09 and 17 say what the office sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.sentences import Code, Said
from graphsvc.domain.values import Values
from graphsvc.judgements.names import Names
from graphsvc.judgements.workspace import Facts

_AGREES = {
    "缺链": ("missing",),
    "断点": ("missing", "single_source"),
    "单点": ("single_source",),
    "弱链": ("weak", "single_source"),
    "低端": ("weak", "single_source"),
}
_GRADES = {"red": "红", "orange": "橙", "yellow": "黄", "green": "绿"}
NOT_STRONG = "not_strong"
_STATES = "status risk_grade strength"
"""Vocabularies of what is computed."""
SHOWN = 6
"""Products named before the rest is left out."""


def stage_notices(facts: Facts, statuses: Mapping[str, str]) -> Iterator[Notice]:
    """Rows of lists 08 and 09 whose declared state differs from every computed status they speak of."""
    for row in facts.snapshot.tables.rows("strengths"):
        computed = _computed(facts, row, statuses)
        if computed and all(s in ("missing", "weak") for s in computed.values()):
            yield _differs(facts.names, row, "优势", computed)
    for short in facts.snapshot.tables.rows("shortfalls"):
        computed = _computed(facts, short, statuses)
        agreed = _AGREES.get(short["type"] or "", ())
        told = [s for s in computed.values() if s != "unknown"]
        if told and not any(s in agreed for s in told):
            yield _differs(facts.names, short, short["type"], computed)


def strength_notices(facts: Facts, verdicts: Mapping[str, str]) -> Iterator[Notice]:
    """Rows of list 08 that declare a strength where every product they speak of is computed not to be a strong link."""
    for row in facts.snapshot.tables.rows("strengths"):
        told = {c: v for c, v in _computed(facts, row, verdicts).items() if v != "unknown"}
        if told and "yes" not in told.values():
            yield _differs(facts.names, row, "优势", dict.fromkeys(told, NOT_STRONG))


def grade_notices(facts: Facts, grades: Mapping[str, str]) -> Iterator[Notice]:
    """Rows of list 17 whose declared grade differs from the worst computed grade of their product."""
    for row in facts.snapshot.tables.rows("risks"):
        product = row["product"] or ""
        computed = grades.get(product, "")
        if computed in _GRADES and row["declared_grade"] and _GRADES[computed] != row["declared_grade"]:
            yield _differs(facts.names, row, row["declared_grade"], {product: computed})


def _computed(facts: Facts, row: Values, statuses: Mapping[str, str]) -> dict[str, str]:
    """Computed status per product the row speaks of: its product, else all products of its stage."""
    if row["slot_chain"] != facts.chain.code and row["product_code"] is None:
        return {}
    if row["product_code"]:
        return {c: s for c, s in statuses.items() if c == row["product_code"]}
    products = facts.snapshot.products
    return {c: s for c, s in statuses.items() if products[c]["stage_code"] == row["stage_code"]}


def _differs(names: Names, row: Values, declared: str | None, computed: Mapping[str, str]) -> Notice:
    place = Place(row["source_file"], row["source_sheet"], row["source_row"])
    states = tuple(
        Said("computed_state", {"product": names.product(code), "state": Code(_STATES, state)})
        for code, state in sorted(computed.items())
    )
    shown: Said | tuple[Said, ...] = states[:SHOWN]
    if len(states) > SHOWN:
        shown = Said("and_others", {"shown": shown})
    return Notice("V15", place, declared, "kept", {"declared": Code("declared", declared or ""), "computed": shown})
