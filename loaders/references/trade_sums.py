"""Contracts of one trade as one row: figures add up, times are the slowest, the fullest row gives the rest."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from loaders.comparing import belonging, is_other_figure
from loaders.raw_cells import Row, number_in, text_in, texts_in

LOWER_BOUND = "下限"
"""Flag of a sum in which some parts are not known."""

ADDED = ("qty", "amount", "share_buyer", "share_seller")
"""Figures of contracts that add up."""

_LARGEST = ("lead", "transit", "stock", "switch_days", "difficulty", "contract_end")
_NEVER_FILLED = ("_lower", "_upper", "_flag", "_precision", "supplier_count")


def sum_of(contents: Sequence[Row]) -> Row:
    """Contracts of one report as one row; the fullest one comes first and gives what does not add up."""
    total = dict(contents[0])
    for other in contents[1:]:
        fill(total, other)
    if len(contents) == 1:
        return total
    for field in ADDED:
        _add(total, contents, field)
    for field in _LARGEST:
        _take_largest(total, contents, field)
    if any(content["declared_sole"] is not None for content in contents):
        total["declared_sole"] = any(content["declared_sole"] for content in contents)
    for field in ("supplier_region", "alternates"):
        if any(content[field] is not None for content in contents):
            total[field] = list(dict.fromkeys(entry for content in contents for entry in texts_in(content, field)))
    if any(content["supplier_count"] is None for content in contents):
        total["supplier_count"] = None
    confidences = [told for content in contents if (told := number_in(content, "confidence")) is not None]
    total["confidence"] = min(confidences, default=None)
    return total


def _add(total: Row, contents: Sequence[Row], field: str) -> None:
    """The sum of a figure, its bounds, and its flags; a lower bound where a part is not known."""
    known = [(figure, content) for content in contents if (figure := number_in(content, field)) is not None]
    if not known:
        return
    total[field] = fsum(figure for figure, _ in known)
    for end in (f"{field}_lower", f"{field}_upper"):
        bounds = [number_in(content, end) for _, content in known]
        if any(bound is not None for bound in bounds):
            parts = zip(known, bounds, strict=True)
            total[end] = fsum(figure if bound is None else bound for (figure, _), bound in parts)
    flags = {flag for _, content in known if (flag := text_in(content, f"{field}_flag")) is not None}
    if len(known) < len(contents):
        flags.add(LOWER_BOUND)
    total[f"{field}_flag"] = "、".join(sorted(flags)) or None


def _take_largest(total: Row, contents: Sequence[Row], field: str) -> None:
    """The largest figure, or the latest day, with all that stands beside it."""
    known = [content for content in contents if content[field] is not None]
    if known:
        _copy(total, max(known, key=lambda content: _order(content, field)), field)


def _order(content: Row, field: str) -> tuple[float, str]:
    return number_in(content, field) or 0.0, text_in(content, field) or ""


def fill(total: Row, other: Row) -> None:
    """Take what is blank from another row, a figure with all that stands beside it."""
    for field, value in other.items():
        if value is not None and total[field] is None and not field.endswith(_NEVER_FILLED):
            _copy(total, other, field)


def _copy(total: Row, other: Row, field: str) -> None:
    for name in (field, *belonging("supplies", field)):
        total[name] = other[name]


def differing(ours: Row, theirs: Row) -> tuple[str, float, float] | None:
    """The first of amount, quantity and share that both know and that differs by more than 20 % of ours."""
    for field in ("amount", "qty", "share_buyer"):
        a, b = number_in(ours, field), number_in(theirs, field)
        if a is not None and b is not None and is_other_figure(a, b):
            return field, a, b
    return None
