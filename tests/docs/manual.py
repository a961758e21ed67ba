"""Where the words around the program stand, and how the tests of this folder read them."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
PACKAGES = ("graphsvc", "loaders", "viz")
TEXT_ENDINGS = {".cfg", ".css", ".csv", ".cypher", ".html", ".js", ".json", ".lock", ".md", ".py", ".svg", ".toml"}
TEXT_ENDINGS |= {".txt", ".yaml", ".yml", ""}


@cache
def generator() -> ModuleType:
    """``docs/build_reference.py`` as a module; the folder is no package."""
    spec = importlib.util.spec_from_file_location("build_reference", ROOT / "docs" / "build_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(path: str) -> str:
    """Text of a file of the checkout."""
    return (ROOT / path).read_text(encoding="utf-8")


def reference(name: str) -> str:
    """A committed page of the generated reference."""
    return read(f"docs/reference/{name}.md")


@cache
def sources() -> dict[Path, str]:
    """Every Python file of the three packages."""
    return {path: path.read_text(encoding="utf-8") for package in PACKAGES for path in (ROOT / package).rglob("*.py")}


def public_parts(path: Path, text: str) -> Iterator[tuple[str, bool]]:
    """(name, whether it has a docstring) of a module with content and of its public functions and classes."""
    tree = ast.parse(text)
    if tree.body:
        yield str(path.relative_to(ROOT)), bool(ast.get_docstring(tree))
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            yield f"{path.relative_to(ROOT)}:{node.name}", bool(ast.get_docstring(node))


def console_lines(text: str) -> list[str]:
    """Commands (without ``$``) of the ```console blocks of a page, with the lines of output below each."""
    found: list[str] = []
    for block in re.findall(r"```console\n(.*?)```", text, re.S):
        found += block.splitlines()
    return found


def tracked_texts() -> dict[str, str] | None:
    """Text files of the checkout that are or would be tracked; None where git does not tell."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    paths = [ROOT / name for name in listed.decode().split("\0") if name]
    chosen = [path for path in paths if path.suffix.lower() in TEXT_ENDINGS and path.is_file()]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8", errors="replace") for path in chosen}
