"""A client made by a public generator from the OpenAPI document: it asks, and every row comes back as a typed value.

The generated models take no value of another type and no member they do not know, so an answer that they read is one
that the description tells whole.
"""

from __future__ import annotations

import json
import subprocess
import sys
import typing
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graphsvc.api.app import create_app
from graphsvc.api.schemas import component
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.settings import Settings
from graphsvc.wiring import House

pytestmark = pytest.mark.slow  # the generator reads the whole description

RUBBER, MIDDLE, ROD = "91370300FAKE01032D", "91370300FAKE011046", "91130200FAKE01120Q"
STRICT = (
    "--output-model-type", "pydantic_v2.BaseModel", "--target-python-version", "3.11", "--use-annotated",
    "--collapse-root-models", "--use-union-operator", "--enum-field-as-literal", "all", "--extra-fields", "forbid",
    "--strict-types", "str", "int", "float", "bool", "--formatters", "builtin",
)  # fmt: skip


class Client:
    """What a user writes around generated models: one call that asks and reads."""

    def __init__(self, http: TestClient, models: ModuleType) -> None:
        self._http, self._models = http, models

    def ask(self, name: str, **parameters: Any) -> Any:
        """An answer as its model; a scenario goes as a body."""
        url = f"/api/v1/questions/{name}"
        got = (
            self._http.post(url, json=parameters)
            if "scenario" in parameters
            else self._http.get(url, params=parameters)
        )
        assert got.status_code == 200, got.text
        return getattr(self._models, component(CATALOGUE[name], "answer")).model_validate_json(got.content)


@pytest.fixture(scope="module")
def http(tyre_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    held = tmp_path_factory.mktemp("tyre") / "store.db"
    held.write_bytes(tyre_store.read_bytes())
    house = House(Settings(store_url=f"sqlite:///{held}"))
    with TestClient(create_app(house), "http://127.0.0.1") as opened:
        yield opened
    house.close()


@pytest.fixture(scope="module")
def models(http: TestClient, tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    """The module that the generator writes."""
    folder = tmp_path_factory.mktemp("client")
    told, made = folder / "openapi.json", folder / "models.py"
    told.write_bytes(http.get("/openapi.json").content)
    command = (sys.executable, "-m", "datamodel_code_generator", "--input", str(told), "--input-file-type", "openapi")
    subprocess.run((*command, "--output", str(made), *STRICT), check=True, capture_output=True)
    spec = spec_from_file_location("generated_models", made)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def client(http: TestClient, models: ModuleType) -> Client:
    return Client(http, models)


def _kinds(annotation: Any, seen: set[Any]) -> Iterator[Any]:
    """Everything that a type is made of, models among it by their fields."""
    if annotation in seen:
        return
    seen.add(annotation)
    yield annotation
    parts = [field.annotation for field in getattr(annotation, "model_fields", {}).values()]
    for part in (*typing.get_args(annotation), *parts):
        if isinstance(part, str) or part is None:  # words of a vocabulary
            continue
        yield from _kinds(part, seen)


@pytest.mark.parametrize("name", CATALOGUE)
def test_no_member_of_a_row_is_of_just_any_type(name: str, models: ModuleType) -> None:
    row = getattr(models, component(CATALOGUE[name], "row"))
    kinds = set(_kinds(row, set()))
    assert Any not in kinds
    assert object not in kinds
    assert set(row.model_fields) >= {*CATALOGUE[name].columns.names, "evidence_id"}


def test_a_row_of_another_shape_is_refused(models: ModuleType, http: TestClient) -> None:
    told = json.loads(http.get("/api/v1/questions/stages").content)
    told["rows"][0]["by_product"][0]["n_firms"] = "one"
    with pytest.raises(ValueError, match=r"rows\.0\.by_product\.0\.n_firms"):
        models.StagesAnswer.model_validate_json(json.dumps(told))


def test_who_fails_worst(client: Client) -> None:
    rows = {row.entity_id: row for row in client.ask("choke-points", entity="firm").rows}
    rubber = rows[RUBBER]
    assert (rubber.risk_grade, rubber.tts_days, rubber.ttr_days, rubber.n_buyers) == ("red", 10.0, 60.0, 2)


def test_what_is_lost_without_whom(client: Client) -> None:
    lost = {row.name: row.loss_days for row in client.ask("resilience").rows}
    told = {"示例中间体": 48.7857, "示例合成胶": 46.7857, "示例帘线集团": 33.7143, "示例丁二烯": 28.7857}
    assert {name: round(lost[name], 4) for name in told} == told


def test_where_the_chain_stands(client: Client) -> None:
    stages = {row.stage_name: row for row in client.ask("stages").rows}
    assert [made.product_name for made in stages["炼化基础"].by_product] == ["丁二烯"]
    assert stages["炼化基础"].by_product[0].unit_label == "万吨"


def test_what_is_missing(client: Client) -> None:
    missing = [row for row in client.ask("missing-links").rows if row.is_missing == "yes"]
    assert [(row.product_name, round(row.demand, 3), row.ladder) for row in missing] == [
        ("高碳盘条", 15.288, "province_has_none")
    ]


def test_who_has_one_source(client: Client) -> None:
    kinds = {(row.name, row.product_name): row.kind for row in client.ask("single-sources").rows}
    assert kinds["示例合成胶", "丁二烯"] == "sole"
    assert kinds["示例轮胎一厂", "钢帘线"] == "disguised"


def test_what_hides_two_steps_up(client: Client) -> None:
    rows = {(row.name, row.product_name): row for row in client.ask("hidden-sources").rows}
    behind = rows["示例轮胎一厂", "橡胶助剂"]
    assert (behind.entity_id, behind.depth, behind.is_hidden) == (MIDDLE, 2, "yes")
    assert behind.path[0].firm_id == MIDDLE


def test_how_long_stocks_last(client: Client) -> None:
    rows = {row.name: row for row in client.ask("survival").rows}
    assert (rows["示例合成胶"].tts_days, rows["示例合成胶"].binding_name) == (3.0, "丁二烯")


def test_what_must_fail_together(client: Client) -> None:
    rows = client.ask("cut-sets", max_order=1).rows
    single = next(row for row in rows if row.members == [ROD])
    assert (single.order, [member.entity_name for member in single.member_measures]) == (1, ["示例盘条"])


def test_which_gaps_are_worth_filling(client: Client) -> None:
    first = client.ask("gap-list").rows[0]
    assert (first.product_name, first.unit) == ("高碳盘条", "万吨")
    assert {place.source_file for place in first.proof} == {"tyre.xlsx"}
    assert 0 <= first.priority_parts.feasibility <= 1


def test_who_stops_when(client: Client) -> None:
    shock = {"entity_type": "firm", "entity_id": RUBBER, "duration": 30}
    rows = client.ask("stress-test", scenario={"shocks": [shock]}).rows
    first = {row.name: row.first_day for row in rows}
    assert (first["示例轮胎二厂"], first["示例轮胎一厂"]) == (10.0, 15.0)


def test_which_rows_prove_it(client: Client) -> None:
    found = client.ask("single-sources").rows[0]
    rows = client.ask("evidence", id=found.evidence_id).rows
    assert {row.source_file for row in rows} == {"tyre.xlsx"}
    assert all(row.source_row > 0 for row in rows)
