"""Codes and sentences belong together: a code without a sentence cannot be said, a sentence without a code misleads."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import pytest

from graphsvc.domain.notices import message_codes
from tests.docs import manual

SAYING = {
    "Issue": 0, "LoadError": 0, "InputError": 0, "StoreError": 0, "AnalysisError": 0, "ParameterError": 0,
    "NotFound": 0, "Cancelled": 0, "Notice": 0, "Refused": 0, "Remark": 0, "issue": 0, "refusal": 0,
    "refused": 0, "_fault": 0, "_refusal": 0, "_refused": 0, "_say": 0,
    "_notice": 0, "finding": 1, "park": 1, "Industry": 1, "CreditCode": 2, "merge": 2,
}  # fmt: skip
"""What is called to say something, and which of its arguments is the code."""

REPORT = "add"
"""Method of a report that takes a code and a place; that of a set takes one argument."""


@cache
def _trees() -> tuple[ast.Module, ...]:
    return tuple(ast.parse(text) for text in manual.sources().values())


def _literals(node: ast.expr | None) -> Iterator[str]:
    """Texts that an expression may come to: its own, those of both branches, of a tuple, of the values of a dict."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.Tuple):
        for each in node.elts:
            yield from _literals(each)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from _literals(value)


@cache
def _said() -> set[str]:
    """Literals at the place of a code in what is called to say something."""
    found: set[str] = set()
    for tree in _trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            at = 0 if name == REPORT and len(node.args) > 1 else SAYING.get(name)
            if at is not None and len(node.args) > at:
                found.update(_literals(node.args[at]))
    return found


@cache
def _kept() -> set[str]:
    """Literals that are given a name, returned, or values of a table: codes that are chosen before they are said."""
    found: set[str] = set()
    for tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.Return)):
                found.update(_literals(node.value))
    return found


def test_every_sentence_has_a_code_that_is_said() -> None:
    assert sorted(set(message_codes()) - _said() - _kept()) == []


def test_every_code_that_is_said_has_its_sentences() -> None:
    assert sorted(_said() - set(message_codes()) - {""}) == []


@pytest.mark.parametrize("code", ["V03", "too_many_columns", "disk_full", "struck_cell", "site_total_differs"])
def test_codes_are_found_in_every_way_they_are_said(code: str) -> None:
    assert code in _said() | _kept()
