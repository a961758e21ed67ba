"""How it is installed: lower bounds, locks and extras agree, and interpreters are found, or missed loudly."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import interpreters
from tests.docs import manual

PAGES = ("docs/howto/installing.md", "docs/howto/installing.zh-CN.md")
_BOUND = re.compile(r"([A-Za-z0-9_.-]+)(?:\[[^]]*\])?>=([0-9.]+)")


def _project() -> dict[str, object]:
    found: dict[str, object] = tomllib.loads(manual.read("pyproject.toml"))["project"]
    return found


def _bounds() -> Iterator[tuple[str, tuple[int, ...]]]:
    """Lower bounds of what the program itself imports, without the notebook server and the cluster."""
    told = _project()
    extras = told["optional-dependencies"]
    assert isinstance(extras, dict)
    assert isinstance(told["dependencies"], list)
    for line in [
        *told["dependencies"],
        *(each for name, lines in extras.items() if name not in ("notebook", "dask") for each in lines),
    ]:
        found = _BOUND.match(line)
        assert found is not None, f"{line} has no lower bound"
        yield found[1].lower(), _numbers(found[2])


def _numbers(text: str) -> tuple[int, ...]:
    parts = [int(part) for part in text.split(".")]
    while parts and parts[-1] == 0:
        parts.pop()
    return tuple(parts)


def _pins(lock: str) -> dict[str, tuple[int, ...]]:
    found = re.findall(r"^([a-z0-9_.-]+)==([0-9]+(?:\.[0-9]+)*)", manual.read(lock), re.M)
    return {name: _numbers(version) for name, version in found}


def test_the_lowest_lock_holds_the_lower_bounds() -> None:
    pins = _pins("requirements-lowest.lock")
    assert {name: pins[name] for name, _ in _bounds()} == dict(_bounds())


def test_the_lock_holds_every_extra() -> None:
    pins = _pins("requirements.lock")
    assert all(pins[name] >= bound for name, bound in _bounds())


def test_pages_tell_every_extra_and_give_the_same_commands() -> None:
    english, chinese = (manual.read(page) for page in PAGES)
    extras = _project()["optional-dependencies"]
    assert isinstance(extras, dict)
    for page in (english, chinese):
        assert set(re.findall(r"^\| `([a-z0-9]+)` \|", page, re.M)) == set(extras)
        targets = set(re.findall(r"^([a-z-]+):.*##", manual.read("Makefile"), re.M))
        assert set(re.findall(r"^make ([a-z-]+)", page, re.M)) <= targets
    blocks = [re.findall(r"```sh\n(.*?)```", page, re.S) for page in (english, chinese)]
    bare = [[re.sub(r"\s+#.*", "", block) for block in each] for each in blocks]
    assert bare[0] == bare[1] != []


def test_the_oldest_supported_is_that_of_the_project() -> None:
    assert _project()["requires-python"] == f">={interpreters.SUPPORTED[0]}"


def test_the_newest_of_a_minor_version_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    for version in ("3.12.1", "3.12.10", "3.12.9", "3.1.99"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "python").touch()
    assert interpreters.interpreter("3.12", tmp_path) == tmp_path / "3.12.10" / "bin" / "python"
    assert interpreters.interpreter("3.13", tmp_path) is None


def test_a_placeholder_on_the_path_is_no_interpreter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    placeholder = tmp_path / "python3.12"
    placeholder.write_text("#!/bin/sh\nexit 127\n")
    placeholder.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert interpreters.interpreter("3.12", tmp_path / "versions") is None


def test_what_was_not_run_is_said_loudly() -> None:
    said = interpreters.told({"3.11": "passed", "3.13": "missing", "3.14": "missing"})
    assert said.splitlines()[-1] == "!!! NOT TESTED, no such Python here: 3.13, 3.14"
    assert "!!!" not in interpreters.told({"3.11": "passed"})
