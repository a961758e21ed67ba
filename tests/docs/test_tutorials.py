"""The tutorials run: every command in order, in an empty folder, with the lines of output that they quote."""

from __future__ import annotations

import logging
import re
import shlex
from pathlib import Path

import pytest

from graphsvc.cli import run
from graphsvc.samples import workbooks
from tests.docs import manual

PLACEHOLDERS = ("证据编号", "EVIDENCE_ID")
"""Words of a tutorial that stand for the evidence id the reader has just seen."""

_FRAMES = re.compile(r"[\s─-╿…]+")


def _bare(text: str) -> str:
    return _FRAMES.sub("", text)


def _steps(page: str) -> list[tuple[str, list[str]]]:
    steps: list[tuple[str, list[str]]] = []
    for line in manual.console_lines(manual.read(page)):
        if line.startswith("$ "):
            steps.append((line[2:], []))
        elif line.strip() and line.strip() not in ("…", "..."):
            steps[-1][1].append(line)
    return steps


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tutorial_runs(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    page = "docs/tutorial.md" if lang == "en" else "docs/tutorial.zh-CN.md"
    monkeypatch.chdir(tmp_path)
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
        if words[:3] == ["python", "-m", "graphsvc.samples.workbooks"]:
            workbooks.main(words[3:])
        else:
            assert words[0] == "graphsvc", command
            assert run(words[1:]) == 0, f"{command}: {capfd.readouterr()}"
        shown = capfd.readouterr()
        told = _bare(shown.out + shown.err)
        for line in expected:
            assert _bare(line) in told, f"{command} does not say {line!r}"
        ids = re.findall(r"EV-[0-9a-f]{16}-[0-9a-f]{12}", shown.out)
        evidence = ids[0] if ids else evidence
