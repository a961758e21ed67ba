"""The tutorials run: every command in order, in an empty folder, with the lines of output that they quote; then the
Python of a page, with what it prints."""

from __future__ import annotations

import logging
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from graphsvc.cli import run
from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.judgements.workspace import Workspace
from graphsvc.samples import later_editions, workbooks
from graphsvc.usecases import ask
from tests.docs import manual
from tests.once_a_run import made_once

PLACEHOLDERS = ("证据编号", "EVIDENCE_ID")
"""Words of a tutorial that stand for the evidence id the reader has just seen, on the screen or in a workbook."""

SCRIPTS = {
    "graphsvc.samples.workbooks": workbooks.main,
    "graphsvc.samples.later_editions": later_editions.main,
}

_FRAMES = re.compile(r"[\s─-╿…]+")
_EVIDENCE = re.compile(r"EV-[0-9a-f]{16}-[0-9a-f]{12}")


def _bare(text: str) -> str:
    return _FRAMES.sub("", text)


def _says(told: str, line: str) -> bool:
    """Whether output has a quoted line; ``…`` in it stands for anything on the same line."""
    if "…" not in line:
        return _bare(line) in _bare(told)
    pattern = ".*".join(re.escape(_bare(piece)) for piece in line.split("…"))
    return any(re.search(pattern, _bare(shown)) for shown in told.splitlines())


def _steps(page: str) -> list[tuple[str, list[str]]]:
    steps: list[tuple[str, list[str]]] = []
    for line in manual.console_lines(manual.read(page)):
        if line.startswith("$ "):
            steps.append((line[2:], []))
        elif line.strip() and line.strip() not in ("…", "..."):
            steps[-1][1].append(line)
    return steps


def _python(page: str) -> list[tuple[str, list[str]]]:
    """Python of a page, with the lines of the block of text that follows each."""
    found = re.findall(r"```python\n(.*?)```(?:\n+```text\n(.*?)```)?", manual.read(page), re.S)
    return [(code, told.splitlines()) for code, told in found]


Script = Callable[[str, str], str]
"""A module of ours that makes workbooks, and the folder it is to write to; gives what it prints."""


@pytest.fixture
def script(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Script:
    """Every page begins with the same scripts, which speak no language: each runs once, the pages get copies."""

    def ran(module: str, target: str) -> str:
        def write(folder: Path) -> None:
            with monkeypatch.context() as patch:
                patch.chdir(folder)
                SCRIPTS[module]([target])
            (folder / "told").write_text(capfd.readouterr().out, encoding="utf-8")

        made = made_once(tmp_path_factory, f"{module}-{target}", write)
        shutil.copytree(made / target, target)
        return (made / "told").read_text(encoding="utf-8")

    return ran


Opener = Callable[[GraphSnapshot], Workspace]
"""Opens a version that was read from a store."""


@pytest.fixture(scope="module")
def opener() -> Opener:
    """Pages load the same workbooks and ask much of the same: what one command worked out of a version, the next finds,
    as in a service that goes on running. Every command still opens its own store and reads the version from it."""
    known: dict[tuple[str | None, str], Workspace] = {}

    def opened(snapshot: GraphSnapshot) -> Workspace:
        return known.setdefault((snapshot.version_id, snapshot.content_hash), Workspace(snapshot))

    return opened


def _run(words: list[str], script: Script, capfd: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """One command; what it showed, and what a workbook that it wrote holds."""
    words, file = (words[:-2], words[-1]) if words[-2:-1] == [">"] else (words, None)
    if words[:2] == ["python", "-m"]:
        module, target = words[2:]
        return script(module, target), ""
    assert words[0] == "graphsvc", words
    assert run(words[1:]) == 0, f"{words}: {capfd.readouterr()}"
    shown = capfd.readouterr()
    if file is not None:
        Path(file).write_text(shown.out, encoding="utf-8")
        return shown.err, ""
    return shown.out + shown.err, _written(words)


def _written(words: list[str]) -> str:
    """The cells of the first sheet of the workbook that ``--xlsx`` names; "" without it."""
    if "--xlsx" not in words:
        return ""
    sheet = openpyxl.load_workbook(words[words.index("--xlsx") + 1]).worksheets[0]
    return " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)


pytestmark = pytest.mark.slow  # every command of both tutorials


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "which",
    [
        "tutorial",
        "howto/white-lists",
        "howto/decisions",
        "howto/scenarios",
        "howto/cut-sets",
        "howto/how-sure",
        "howto/python",
    ],
)
def test_tutorial_runs(
    which: str,
    lang: str,
    tmp_path: Path,
    script: Script,
    opener: Opener,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    page = f"docs/{which}.md" if lang == "en" else f"docs/{which}.zh-CN.md"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ask, "Workspace", opener)
    monkeypatch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{tmp_path / 'first.db'}")
    monkeypatch.setenv("GRAPHSVC_LANG", lang)
    monkeypatch.setenv("COLUMNS", "400")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    for name, text in re.findall(r"<!-- file: (\S+) -->\n+```json\n(.*?)```", manual.read(page), re.S):
        Path(name).write_text(text, encoding="utf-8")
    evidence = ""
    for command, expected in _steps(page):
        words = shlex.split(command)
        for placeholder in PLACEHOLDERS:
            words = [word.replace(placeholder, evidence) for word in words]
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            monkeypatch.setenv(name, value)
            continue
        told, written = _run(words, script, capfd)
        for line in expected:
            assert _says(told, line), f"{command} does not say {line!r}"
        ids = _EVIDENCE.findall(told + written)
        evidence = ids[0] if ids else evidence
    names: dict[str, object] = {}
    for code, lines in _python(page):
        exec(compile(code, page, "exec"), names)  # the page's own words
        shown = capfd.readouterr().out
        for line in lines:
            assert _says(shown, line), f"{code} does not print {line!r} but {shown}"


def test_python_is_the_same_in_both_languages() -> None:
    english, chinese = _python("docs/howto/python.md"), _python("docs/howto/python.zh-CN.md")
    assert len(english) > 4
    assert english == chinese
    assert len(english[0][0].strip().splitlines()) <= 10
