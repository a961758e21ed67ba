"""A reference, as the dictionary states it: what the text of a cell comes to. Nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graphsvc.domain.credit_codes import is_credit_code
from graphsvc.domain.dictionary import Column, list_name
from loaders.cells.firms_in_cells import several_firms
from loaders.entity_names import bare_code, code_key
from loaders.raw_cells import Row, Value
from loaders.references.naming import NameBook, Named
from loaders.references.verdicts import Remark, Unlisted, Verdict
from loaders.rulings import DANGLING, UNKNOWN_REFERENCE, WHY_UNKNOWN

_BESIDE = {("capacities", "firm"): "site", ("risks", "product"): "stage", ("policies", "stages"): "firm_types"}
_STAYS_EMPTY = frozenset({("chains", "final_products")})
"""Required lists whose row stays when nothing in them is known: the answer has another way to find them."""

_CODES_STAY = frozenset({("chains", "lead_usccs")})
"""Firms named by a valid code that sheet 05 need not have."""

_LOOKS_LIKE_CODE = re.compile(r"[A-Z]{1,3}\d{2,}(?:-\d+)*")


@dataclass(frozen=True)
class Reference:
    """A column that refers to a list. ``is_open``: the submission has no such list, so texts stay as written.

    ``beside`` is the field of the row to which part of a cell may go.
    """

    table: str
    column: Column
    target: str
    is_open: bool

    @classmethod
    def of(cls, table: str, column: Column, names: NameBook) -> Reference | None:
        """The reference that a column is, None where it refers to nothing."""
        if not column.references:
            return None
        target = column.references.split(".")[0]
        return cls(table, column, target, not names.is_listed(target))

    @property
    def key(self) -> tuple[str, str]:
        """Table and field."""
        return self.table, self.column.field

    @property
    def is_soft(self) -> bool:
        """Whether a text that names nothing may simply stay."""
        return "soft" in self.column.rules

    @property
    def beside(self) -> str | None:
        """The field of the row to which part of a cell may go."""
        return _BESIDE.get(self.key)


def decide_cell(names: NameBook, reference: Reference, value: str | list[str], beside: Value) -> Verdict:
    """What a filled cell of a reference comes to; ``beside`` is what stands in the reference's other field."""
    if isinstance(value, list):
        return _decide_list(names, reference, value, beside)
    return _decide_one(names, reference, value, beside)


def _decide_one(names: NameBook, reference: Reference, text: str, beside: Value) -> Verdict:
    named = names.find(reference.target, text)
    remarks = (*said_of_decision(names, reference.target, text, named), *_of_a_firm(named, text))
    moved: Row = {}
    if reference.beside == "site" and named.site and beside is None:
        moved = {"site": named.site}
    if named.id and not named.reason:
        return Verdict(named.id, "", remarks, moved)
    if reference.is_soft:
        return Verdict(named.id or text, "", remarks, moved)
    if reference.beside == "stage" and beside is None:
        stage = names.find("stages", text).id
        if stage is not None:  # a combined 环节/产品 cell
            return Verdict(None, "", remarks, {"stage": stage})
    if reference.is_open and named.reason == "unknown":
        kept = _as_written(names, reference.target, text)
        return Verdict(kept.id, "", remarks, moved, (kept,))
    said = _of_the_lost(names, reference, text, named.reason, "parked")
    fate = DANGLING if named.reason == DANGLING else UNKNOWN_REFERENCE
    return Verdict(text, fate, (*remarks, *said), moved)


def _decide_list(names: NameBook, reference: Reference, texts: Sequence[str], beside: Value) -> Verdict:
    if not texts:
        return Verdict([])
    ids: list[str] = []
    lost: list[tuple[str, str]] = []
    kinds: list[str] = []
    unlisted: list[Unlisted] = []
    remarks: list[Remark] = []
    for text in texts:
        named = names.find(reference.target, text)
        remarks += (*said_of_decision(names, reference.target, text, named), *_of_a_firm(named, text))
        if named.id and not named.reason:
            ids.append(named.id)
        elif named.reason == "unknown" and reference.is_open:
            unlisted.append(_as_written(names, reference.target, text))
            ids.append(unlisted[-1].id)
        elif named.reason == "unknown" and reference.key in _CODES_STAY and is_credit_code(bare_code(text)):
            ids.append(bare_code(text))
            remarks.append(Remark("firm_not_listed", text, "kept"))
        elif named.reason == "unknown" and reference.beside == "firm_types" and not _is_code(text):
            kinds.append(text)
        else:
            lost.append((text, named.reason))
    moved: Row = {"firm_types": [*(beside if isinstance(beside, list) else []), *kinds]} if kinds else {}
    fate = _fate_of_lost(reference, lost) if not ids else ""
    for text, reason in lost:
        remarks += _of_the_lost(names, reference, text, reason, "parked" if fate else "ignored")
    return Verdict(list(dict.fromkeys(ids)) or None, fate, tuple(remarks), moved, tuple(unlisted))


def _fate_of_lost(reference: Reference, lost: Sequence[tuple[str, str]]) -> str:
    """Where nothing of a list is known: the code under which the row waits, "" where it can do without."""
    if not lost or reference.column.required != "R" or reference.key in _STAYS_EMPTY:
        return ""
    return DANGLING if all(reason == DANGLING for _, reason in lost) else UNKNOWN_REFERENCE


def _is_code(text: str) -> bool:
    """In a combined 适用环节/企业类型 cell what is no stage, nor looks like a stage's code, is a kind of firm."""
    return _LOOKS_LIKE_CODE.fullmatch(code_key(text)) is not None


def _as_written(names: NameBook, target: str, text: str) -> Unlisted:
    return names.unlisted(text) if target == "firms" else Unlisted(text)


def _of_a_firm(named: Named, text: str) -> tuple[Remark, ...]:
    """What is said of a text that names a firm in a roundabout way: a variant of its name, a branch."""
    said: list[Remark] = []
    if named.id and named.is_variant:
        said.append(Remark("name_variant", text, "repaired", {"firm_id": named.id}))
    if named.id and named.site:
        said.append(Remark("branch_as_site", text, "merged", {"firm_id": named.id, "site": named.site}))
    return tuple(said)


def _of_the_lost(names: NameBook, reference: Reference, text: str, reason: str, action: str) -> tuple[Remark, ...]:
    """What is said of a text that gives no id."""
    if reason == DANGLING:
        return (Remark(DANGLING, text, action),)
    why_zh, why_en = WHY_UNKNOWN[reason]
    facts = {"list": list_name(reference.target), "why_zh": why_zh, "why_en": why_en}
    said = Remark(UNKNOWN_REFERENCE, text, action, facts)
    if reference.target != "firms" or reason != "unknown":
        return (said,)
    several = several_firms(text, lambda part: names.firm(part).id is not None)
    if len(several) > 1:
        return (said, Remark("several_firms", text, "asked", {"n": len(several), "firms": "、".join(several)}))
    return (said, *proposed_alias(names, text))


def said_of_decision(names: NameBook, table: str, text: str, named: Named) -> tuple[Remark, ...]:
    """That a person decided what a text names, said once per text where it names something now."""
    ruled = names.ruling(table, text)
    if ruled is None or ruled.verdict != "accepted" or named.id is None:
        return ()
    return (Remark("decided", text, "repaired", ruled.facts, is_once=True),)


def proposed_alias(names: NameBook, text: str) -> tuple[Remark, ...]:
    """The question whether a short name stands for the one firm it fits, asked once per name."""
    found = names.proposal(text)
    if found is None:
        return ()
    facts = {"firm_id": found.firm_id, "name": found.name, "score": f"{found.score:.2f}"}
    return (Remark("alias_proposal", text, "asked", facts, is_once=True),)


def decide_alternates(names: NameBook, texts: Sequence[str]) -> Verdict:
    """备选供方: known firms become ids, codes stay codes, others stay as written; nothing is said."""
    ids = (names.firm(text).id or _code_or_text(text) for text in texts)
    return Verdict(list(dict.fromkeys(ids)))


def _code_or_text(text: str) -> str:
    code = bare_code(text)
    return code if is_credit_code(code) else text
