"""Tests mirror the house: every one stands where its module stands, and no module of weight is without one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "tests" / "unit"
OUTSIDE = ("loaders", "viz")
"""Packages of their own; every other room is one of ``graphsvc``."""

WEIGHTY = ("domain", "judgements", "questions", "usecases", "api", "cli")
MANY_LINES = 100
"""Modules of these rooms that are longer must be tried by name."""

OF_NO_MODULE = {
    "test_contracts.py": "the import contracts of .importlinter",
    "test_mirror.py": "this law",
}
"""Tests below ``tests/unit`` that are about no module, and what they are about."""

BY_DOORS: dict[str, tuple[str, ...]] = {}
"""Test module of another folder, with the modules it goes through: those that need a store, a process or a page to
show themselves, and parts that only a whole answer brings to light."""


def _tests() -> Iterator[Path]:
    for path in sorted(UNIT.rglob("test_*.py")):
        if path.name not in OF_NO_MODULE or path.parent != UNIT:
            yield path.relative_to(UNIT)


def _named(test: Path) -> list[Path]:
    """Module, package, or room itself that a test would be named for."""
    room = test.parts[0]
    home = (ROOT if room in OUTSIDE else ROOT / "graphsvc") / test.parent
    name = test.stem.removeprefix("test_")
    own = [home / "__init__.py"] if home.name == name else []
    return [home / f"{name}.py", home / name / "__init__.py", *own]


def _weighty() -> Iterator[str]:
    for room in WEIGHTY:
        for path in sorted((ROOT / "graphsvc" / room).rglob("*.py")):
            if len(path.read_text(encoding="utf-8").splitlines()) > MANY_LINES:
                yield str(path.relative_to(ROOT / "graphsvc").with_suffix(""))


def _tried_by_name() -> set[Path]:
    """Modules that have a test of their own, or one of the package they stand in."""
    found: set[Path] = set()
    for test in _tests():
        for target in _named(test):
            if target.name == "__init__.py" and target.exists() and len(test.parts) > 1:
                found |= set(target.parent.rglob("*.py")) if target.parent.parent != ROOT / "graphsvc" else {target}
            found.add(target)
    return found


def test_a_unit_test_is_named_for_what_it_is_about() -> None:
    """Module or package of the same name at the same place."""
    assert [str(test) for test in _tests() if not any(target.exists() for target in _named(test))] == []


def test_modules_of_weight_are_tried() -> None:
    """Each by a test of its own name, or listed under another one, never both."""
    listed, own = {module for modules in BY_DOORS.values() for module in modules}, _tried_by_name()
    by_name = {module for module in _weighty() if ROOT / "graphsvc" / f"{module}.py" in own}
    assert sorted(set(_weighty()) - by_name - listed) == []
    assert sorted(by_name & listed) == []
    assert sorted(listed - set(_weighty())) == []


@pytest.mark.parametrize("test", BY_DOORS)
def test_what_is_listed_has_tests(test: str) -> None:
    tree = ast.parse((ROOT / "tests" / test).read_text(encoding="utf-8"))
    assert any(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in tree.body)


def test_exceptions_are_there() -> None:
    assert all((UNIT / name).exists() for name in OF_NO_MODULE)
