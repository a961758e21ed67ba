"""What can be left out: the extras of the project file, and the one refusal where a package is missing."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from graphsvc.domain.errors import LoadError, ParameterError, StoreError
from graphsvc.domain.extras import EXTRAS, needed
from loaders.files.lines_out import Out
from loaders.files.other_books import read_other_book
from loaders.files.xml_parts import Refused

ROOT = Path(__file__).parents[3]
COMMAND = """
import sys
sys.modules.update(dict.fromkeys({absent}))  # as if none of them were installed
from graphsvc.cli import run
sys.exit(run(sys.argv[1:]))
"""


def _run(*words: str, **settings: str) -> tuple[int, dict[str, str]]:
    """Exit code and refusal of a command in a process where no extra is installed."""
    told = subprocess.run(
        [sys.executable, "-c", COMMAND.format(absent=tuple(EXTRAS)), *words, "--json", "--lang", "en"],
        capture_output=True, text=True, check=False, cwd=ROOT, env={"PATH": "", "PYTHONPATH": str(ROOT), **settings},
    )  # fmt: skip
    assert told.stderr == ""
    return told.returncode, json.loads(told.stdout)


def test_every_extra_brings_its_package() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for package, extra in EXTRAS.values():
        assert any(package in line for line in told["optional-dependencies"][extra])
        assert not any(package in line for line in told["dependencies"])


@pytest.mark.slow  # a process of its own
@pytest.mark.parametrize(
    ("settings", "extra"),
    [
        ({"GRAPHSVC_STORE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "postgres"),
        ({"GRAPHSVC_NEO4J_URI": "bolt://127.0.0.1:1", "GRAPHSVC_STORE_URL": "sqlite:////tmp/never/made.db"}, "neo4j"),
    ],
)
def test_a_missing_driver_is_a_dependency_away(settings: dict[str, str], extra: str) -> None:
    code, told = _run(
        "neo4j" if extra == "neo4j" else "versions", *(["status"] if extra == "neo4j" else []), **settings
    )
    assert (code, told["code"]) == (3, "extra_missing")
    assert f"pip install 'graphsvc[{extra}]'" in told["remedy"]


def test_a_missing_reader_refuses_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(Refused) as refused:
        read_other_book(tmp_path / "a.xls", "xls", Out())
    facts = refused.value.facts
    told = LoadError(refused.value.code, package=facts["package"], extra=facts["extra"]).document("zh")
    assert told["code"] == "extra_missing"
    assert "pip install 'graphsvc[office]'" in told["remedy"]
    assert (facts["package"], facts["extra"]) == EXTRAS["python_calamine"]


def test_what_is_there_is_not_in_the_way() -> None:
    with needed("pyvis", ParameterError):
        import pyvis
    assert pyvis.__name__ == "pyvis"


def test_other_faults_stay_what_they_are() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_module"), needed("neo4j", StoreError):
        __import__("no_such_module")
