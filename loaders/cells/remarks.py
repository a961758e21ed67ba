"""Remarks in brackets behind a figure: 500万元(含税), 300台(2班), 10天(约), 5(亿元)."""

from __future__ import annotations

import re
from dataclasses import replace

from loaders.cells.spoken_numbers import ABOUT, Number
from loaders.cells.units import parse_unit

_BRACKETS = re.compile(r"[\(\[]([^()\[\]]*)[\)\]]")
_OF_WHICH = re.compile(r"^([^,;。()]*)[,;。、]((?:其中|含|不含|包括|包含).+)$")
_STATE = re.compile(r"在建|规划|拟建|投产|停产")
"""Words of a state, which say that a figure without a unit may not stand now at all."""
_ABOUT = re.compile(r"(?:大?约|大概|左右|上下|暂?估(?:计|算)?|预[计估])(?:数|值)?")


def without_remark(number: Number, note: str | None) -> tuple[str, Number]:
    """The remark of a figure, "" where it has none, and the figure without it.

    A unit in brackets is the unit, a word such as 约 makes the figure approximate: neither is left as a remark.

    Parameters
    ----------
    note
        What the unit of the column has in brackets itself (8英寸); of such a column brackets belong to the unit.
    """
    if note is None and (told := _OF_WHICH.match(number.unit)) and not _BRACKETS.search(number.unit):
        number = replace(number, unit=f"{told[1]}({told[2]})")
    found = _BRACKETS.findall(number.unit)
    if not found or note is not None:
        return "", number
    bare = _BRACKETS.sub("", number.unit)
    remark = "，".join(filter(None, found))
    if not bare and parse_unit(remark) is not None:
        return "", replace(number, unit=remark)
    if not bare and _STATE.search(remark):
        return "", number
    if _ABOUT.fullmatch(remark):
        return "", replace(number, unit=bare, flag=number.flag or ABOUT)
    return remark, replace(number, unit=bare)
