"""What the mathematics is asked with is told: five parameters or more need a section with shapes and units."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import graphsvc.analysis

MANY = 5
ROOT = Path(graphsvc.analysis.__path__[0])


def _public(body: list[ast.stmt], within: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Public functions and methods of public classes, with their names."""
    for part in body:
        if isinstance(part, ast.ClassDef) and not part.name.startswith("_"):
            yield from _public(part.body, f"{within}{part.name}.")
        elif isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
            yield f"{within}{part.name}", part


def _without_section(source: str) -> list[str]:
    """Names of public functions that many parameters go into and no section tells of them."""
    found = []
    for name, function in _public(ast.parse(source).body, ""):
        asked = [a.arg for a in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
        n_asked = len([name for name in asked if name not in ("self", "cls")])
        if n_asked >= MANY and "Parameters\n----------\n" not in (ast.get_docstring(function) or ""):
            found.append(name)
    return found


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_many_parameters_have_a_section(path: Path) -> None:
    assert _without_section(path.read_text(encoding="utf-8")) == []


def test_one_without_is_found() -> None:
    told = '    """Told.\n\n    Parameters\n    ----------\n    a, b, c, d, e : int\n    """\n'
    source = (
        'class Made:\n    def bare(self, a, b, c, *, d, e):\n        """Nothing said."""\n'
        '    def few(self, a, b, c, d):\n        """Few."""\n'
        f"def told(a, b, c, d, e):\n{told}"
        "def _own(a, b, c, d, e): ...\n"
    )
    assert _without_section(source) == ["Made.bare"]
