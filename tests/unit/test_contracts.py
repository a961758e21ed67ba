"""Every import contract fails on a breach: each is planted in a copy of the packages, and taken out again."""

from __future__ import annotations

import configparser
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # the contracts are checked on a copy; `make check` checks those of the house itself
ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("graphsvc", "loaders", "viz")
Breach = tuple[tuple[str, str], ...]
"""Lines to add, each to the end of a file, which need not be there yet."""
BREACHES: Mapping[str, tuple[Breach, ...]] = {
    "floors": (
        (("graphsvc/domain/errors.py", "import graphsvc.usecases.ask"),),
        (("graphsvc/analysis/walks.py", "import graphsvc.judgements.scope"),),
        (("graphsvc/judgements/days.py", "import graphsvc.questions.question"),),
        (("loaders/rows.py", "import viz.view"),),
    ),
    "every-room": ((("graphsvc/attic.py", ""),),),
    "workshops-above-analysis": (
        (("graphsvc/exports/answer_csv.py", "import graphsvc.judgements.days"),),
        (("viz/palette.py", "import graphsvc.analysis.walks"),),
    ),
    "ports": (
        (("graphsvc/judgements/days.py", "import loaders.rows"),),
        (("graphsvc/usecases/ask.py", "import graphsvc.stores.memory_store"),),
    ),
    "doors": (
        (("graphsvc/cli/attic.py", "import loaders.rows"),),
        (("graphsvc/api/attic.py", "import graphsvc.analysis.walks"),),
    ),
    "memory": ((("graphsvc/stores/memory_store.py", "import sqlalchemy"),),),
    "drivers": (
        (("graphsvc/judgements/days.py", "import networkx"),),
        (("graphsvc/usecases/ask.py", "import fastapi"),),
    ),
    "gpl": ((("graphsvc/judgements/days.py", "import igraph"),),),
    "circles": (
        (("graphsvc/attic/a.py", "import graphsvc.attic.b"), ("graphsvc/attic/b.py", "import graphsvc.attic.a"),
         ("graphsvc/attic/__init__.py", "")),
        (("viz/a.py", "import viz.b"), ("viz/b.py", "import viz.a")),
        (("graphsvc/judgements/outages/trade_graph.py", "import graphsvc.judgements.links.weak"),
         ("graphsvc/judgements/links/weak.py", "import graphsvc.judgements.outages.trade_graph")),
    ),
    "questions": (
        (("graphsvc/questions/parameters.py", "import graphsvc.questions.question"),),
        (("graphsvc/questions/attic.py", ""),),
    ),
    "strangers": (
        (("graphsvc/questions/links/weak_links.py", "import graphsvc.questions.links.strong_links"),),
        (("graphsvc/questions/records/evidence.py", "import graphsvc.questions.outages.survival"),),
    ),
    "judgements": (
        (("graphsvc/judgements/scope.py", "import graphsvc.judgements.trace"),),
        (("graphsvc/judgements/attic.py", ""),),
    ),
    "mathematics": (
        (("graphsvc/analysis/walks.py", "import graphsvc.analysis.sources"),),
        (("graphsvc/analysis/attic.py", ""),),
    ),
    "loaders": (
        (("loaders/rows.py", "import loaders.references.scene"),),
        (("loaders/text.py", "import loaders.report"),),
        (("loaders/checks/findings.py", "import loaders.lists.keys"),),
        (("loaders/attic.py", ""),),
    ),
    "loaders-rooms": (
        (("loaders/lists/a.py", "import loaders.lists.b"), ("loaders/lists/b.py", "import loaders.lists.a")),
        (("loaders/rulings.py", "import loaders.circles"), ("loaders/circles.py", "import loaders.rulings")),
    ),
}  # fmt: skip
LINT = """
import json, sys
from pathlib import Path
from click.testing import CliRunner
from importlinter.cli import lint_imports_command

def lint(*more):
    found = CliRunner().invoke(lint_imports_command, ["--no-logo", "--cache-dir", "cache", *more])
    return found.exit_code, found.output

told = {"": lint()}
for name, breach in json.loads(sys.stdin.read()):
    kept = {}
    for path, line in breach:
        file = Path(path)
        kept[file] = file.read_bytes() if file.exists() else None
        file.parent.mkdir(exist_ok=True)
        file.write_bytes((kept[file] or b"") + b"\\n" + line.encode() + b"\\n")
    told[json.dumps([name, breach])] = lint("--contract", name)
    for file, before in kept.items():
        file.unlink() if before is None else file.write_bytes(before)
told["again"] = lint()
print(json.dumps(told))
"""


def _contracts() -> dict[str, str]:
    """Name by id."""
    read = configparser.ConfigParser()
    read.read(ROOT / ".importlinter", encoding="utf-8")
    return {s.rpartition(":")[2]: read[s]["name"] for s in read.sections() if s.startswith("importlinter:contract:")}


def _planted() -> list[tuple[str, Breach]]:
    return [(name, breach) for name, breaches in BREACHES.items() for breach in breaches]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[int, str]]:
    """Exit code and text by breach, of an unharmed copy under "" and "again"."""
    house = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, house / package, ignore=lambda _, names: [n for n in names if _is_other(n)])
    shutil.copy(ROOT / ".importlinter", house)
    done = subprocess.run(
        [sys.executable, "-c", LINT],
        cwd=house, input=json.dumps(_planted()), capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: Mapping[str, tuple[int, str]] = json.loads(done.stdout)
    return found


def _is_other(name: str) -> bool:
    """Neither source nor folder."""
    return name == "__pycache__" or ("." in name and not name.endswith(".py"))


def test_every_contract_has_its_breach() -> None:
    assert set(BREACHES) == set(_contracts())


@pytest.mark.parametrize("when", ["", "again"])
def test_the_copy_keeps_every_contract(told: Mapping[str, tuple[int, str]], when: str) -> None:
    code, text = told[when]
    assert code == 0, text
    assert f"{len(BREACHES)} kept, 0 broken" in text


@pytest.mark.parametrize(("name", "breach"), _planted())
def test_a_breach_is_seen(told: Mapping[str, tuple[int, str]], name: str, breach: Breach) -> None:
    code, text = told[json.dumps([name, breach])]
    assert code == 1, text
    assert "0 kept, 1 broken" in text
