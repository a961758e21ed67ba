"""The recipe for a new question, followed to the letter in a copy of the project."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs import manual

pytestmark = pytest.mark.slow  # a copy of the project, started four times

PARTS = ("graphsvc", "loaders", "viz", "queries", "docs", "tests")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with the question that CONTRIBUTING.md shows, added by steps 1 and 2."""
    folder = tmp_path_factory.mktemp("house")
    for part in PARTS:
        shutil.copytree(manual.ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    text = (manual.ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)
    (folder / "graphsvc/questions/overviews/toy.py").write_text(code, encoding="utf-8")
    catalogue = folder / "graphsvc/questions/catalogue.py"
    listed = catalogue.read_text(encoding="utf-8")
    listed = listed.replace(
        "from graphsvc.questions.overviews import ", "from graphsvc.questions.overviews import toy, "
    )
    catalogue.write_text(listed.replace("stages.QUESTION,", "stages.QUESTION, toy.QUESTION,"), encoding="utf-8")
    return folder


def _python(house: Path, code: str, *arguments: str) -> str:
    """What a program prints that runs in the copy."""
    paths = {"PYTHONPATH": str(house), "GRAPHSVC_STORE_URL": f"sqlite:///{house / 'store.db'}"}
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=house, env=os.environ | paths, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_door_knows_the_question(house: Path) -> None:
    book = _python(
        house,
        "import sys; from pathlib import Path; from tests.docs import manual; "
        "from graphsvc.cli import main; sys.argv = ['graphsvc', 'questions', '--json']; main()",
    )
    told = {question["name"]: question for question in json.loads(book)}
    assert told["toy"]["parameters"][0]["name"] == "at_least"
    assert [c["name"] for c in told["toy"]["columns"]] == ["chain_code", "n_firms", "is_enough", "evidence_id"]
    http = _python(
        house,
        "import json; from graphsvc.api.app import create_app; from graphsvc.wiring import House; "
        "from graphsvc.settings import Settings; print(json.dumps(create_app(House(Settings())).openapi()))",
    )
    assert "/api/v1/questions/toy" in json.loads(http)["paths"]
    page = _python(
        house,
        "from tests.docs import manual; print(manual.generator().questions_page())",
    )
    assert "至少几家" in page
    assert "够不够" in page


def test_it_answers(house: Path) -> None:
    said = _python(
        house,
        "from tests.docs import manual; import orjson; from graphsvc.usecases.documents import answer_document; "
        "analyst = manual.generator().worked_example(); "
        "print(orjson.dumps(answer_document(analyst.ask('toy', {'at_least': '9'}), 'en')).decode())",
    )
    answer = json.loads(said)
    (row,) = answer["rows"]
    assert row["n_firms"] >= 9
    assert row["is_enough"] is True
    assert answer["summary"] == {"n_firms": row["n_firms"]}
