"""The real door: the command line in this process, with a store of its own, and workbooks that can be altered."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graphsvc.cli import run
from graphsvc.samples.workbooks import SOURCES, make_workbook


class Door:
    """``graphsvc`` on one store; every call goes through the whole command line."""

    def __init__(self, store: Path, capture: pytest.CaptureFixture[bytes], patch: pytest.MonkeyPatch) -> None:
        self.store, self._capture = store, capture
        patch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{store}")
        patch.setenv("GRAPHSVC_LANG", "zh")

    def __call__(self, *words: object) -> tuple[int, bytes, str]:
        """(exit code, standard output, error stream) of one command."""
        self._capture.readouterr()
        code = run([str(word) for word in words])
        out, err = self._capture.readouterr()
        assert b"Traceback" not in out + err
        return code, out, err.decode()

    def json(self, *words: object) -> Any:
        """The document of a command that succeeds; nothing else stands on standard output."""
        code, out, err = self(*words, "--json")
        assert code == 0, out.decode() + err
        return json.loads(out)

    def refused(self, *words: object) -> dict[str, Any]:
        """The refusal, whole in both languages; the Chinese one is returned."""
        documents = []
        for lang in ("zh", "en"):
            code, out, _ = self(*words, "--json", "--lang", lang)
            assert code == 2, out.decode()
            document = json.loads(out)
            assert set(document) == {"code", "title", "detail", "remedy", "errors"}
            for name in ("code", "title", "detail", "remedy"):
                assert document[name]
                assert not re.search(r"\{[a-z_]+\}", document[name]), "a placeholder that nobody filled"
            documents.append(document)
        zh, en = documents
        assert zh["code"] == en["code"]
        assert is_chinese(zh["title"])
        assert not is_chinese(en["title"])
        found: dict[str, Any] = zh
        return found

    def ask(self, name: str, **given: Any) -> dict[str, Any]:
        """The answer to a question."""
        words = [word for key, value in given.items() for word in ("-p", f"{key}={value}")]
        found: dict[str, Any] = self.json("ask", name, *words)
        return found


def is_chinese(text: str) -> bool:
    """Any Han character in it."""
    return any("一" <= letter <= "鿿" for letter in text)


def tyre_workbook(folder: Path) -> Path:
    """The sample workbook of the tyre chain."""
    return make_workbook(SOURCES / "tyre", folder / "tyre.xlsx")


def altered(book: Path, target: Path, change: Callable[[Any], None]) -> Path:
    """A copy of a workbook after ``change`` of the open book."""
    opened = openpyxl.load_workbook(book)
    change(opened)
    opened.save(target)
    return target


def cell_below(page: Any, heading: str, row: int) -> Any:
    """The cell of a column (by its heading in row 1) in a row."""
    column = next(cell.column for cell in page[1] if cell.value == heading)
    return page.cell(row=row, column=column)
