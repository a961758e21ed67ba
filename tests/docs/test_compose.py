"""The container files agree with the project, and what they start is a service that is well."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from graphsvc import __version__
from graphsvc.samples.workbooks import SOURCES, make_workbook
from graphsvc.settings import Settings
from tests.docs import containers, manual
from tests.integration.door import Door
from tests.integration.serving import free_port, running

SERVICES: dict[str, dict[str, Any]] = containers.compose()["services"]


def _settings() -> set[str]:
    return {f"GRAPHSVC_{name.upper()}" for name in Settings.model_fields}


def test_compose_file_keeps_to_the_specification() -> None:
    tool = Path(sys.executable).with_name("check-jsonschema")
    command = [str(tool), "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    done = subprocess.run(command, cwd=manual.ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_images_are_pinned() -> None:
    named = [service["image"] for service in SERVICES.values()]
    named += [rest.split()[0] for word, rest in containers.instructions() if word == "FROM"]
    for image in named:
        assert re.fullmatch(r"[a-z0-9/.-]+:\d+(\.\d+)*[a-z0-9.-]*", image), image
    assert SERVICES["graphsvc"]["image"].endswith(":" + __version__)


def test_python_of_the_image_is_the_one_of_the_lock() -> None:
    bases = [rest.split()[0] for word, rest in containers.instructions() if word == "FROM"]
    assert len(set(bases)) == 1
    target = tomllib.loads(manual.read("pyproject.toml"))["tool"]["mypy"]["python_version"]
    assert bases[0].startswith(f"python:{target}-slim")


def test_no_secret_is_written_down() -> None:
    for name, service in SERVICES.items():
        for key, value in service.get("environment", {}).items():
            if re.search("PASSWORD|AUTH|SECRET|TOKEN|KEY", key):
                rest = re.sub(r"\$\{[A-Z0-9_]+:[-?][^}]*\}", "", value)
                assert rest in ("", "neo4j/"), f"{name}: {key}"
    for key, value in containers.example_names().items():
        assert not value or "PASSWORD" not in key, key
    assert "://graphsvc@" in containers.example_names()["GRAPHSVC_STORE_URL"]
    assert "/.env" in manual.read(".gitignore").split()
    assert not containers.kept_by_build(".env")


def test_without_a_password_nothing_starts() -> None:
    assert "${GRAPHSVC_NEO4J_PASSWORD:?" in SERVICES["neo4j"]["environment"]["NEO4J_AUTH"]


def test_nothing_is_open_to_other_machines() -> None:
    for service in SERVICES.values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    command = containers.listed(containers.instruction("CMD"))
    assert command[command.index("--host") + 1] == "127.0.0.1"
    assert SERVICES["graphsvc"]["network_mode"] == "host"
    assert "ports" not in SERVICES["graphsvc"]


def test_user_and_folders_of_the_image() -> None:
    assert containers.instruction("USER") == "graphsvc"
    made = next(rest for word, rest in containers.instructions() if word == "RUN" and "useradd" in rest)
    volumes = containers.listed(containers.instruction("VOLUME"))
    assert all(f" {volume}" in made for volume in volumes)
    environment = containers.image_environment()
    assert environment["NUMBA_CACHE_DIR"] in volumes
    assert environment["GRAPHSVC_STORE_URL"].startswith(f"sqlite:///{volumes[0]}/")
    mounted = {mount.split(":")[1] for mount in SERVICES["graphsvc"]["volumes"]}
    assert mounted == set(volumes)


def test_program_is_tried_before_the_image_is_done(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands of the trial run in the Dockerfile."""
    trial = next(rest for word, rest in containers.instructions() if word == "RUN" and "graphsvc load" in rest)
    kinds = [word for word, _ in containers.instructions()]
    assert kinds.index("USER") < kinds.index("VOLUME"), "what is written after VOLUME is lost"
    words = [shlex.split(command) for command in trial.replace("/tmp/try", str(tmp_path)).split(" && ")]
    assert [line[0] for line in words] == ["export", "python", *["graphsvc"] * 5, "rm"]
    assert ["graphsvc", "selfcheck"] in words
    door = Door(tmp_path / "store.db", capfdbinary, monkeypatch)
    make_workbook(SOURCES / "tyre", tmp_path / "tyre.xlsx")
    for line in words[2:-1]:
        assert door(*line[1:])[0] == 0, line


def test_what_is_copied_exists_and_is_all_the_program_needs() -> None:
    copied = [
        source
        for word, rest in containers.instructions()
        if word == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    ]
    for source in copied:
        assert (manual.ROOT / source).exists(), source
        assert containers.kept_by_build(source), source
    project = tomllib.loads(manual.read("pyproject.toml"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel.get("force-include", {}), project["project"]["readme"]}
    assert {name.split("/")[0] for name in needed} <= {source.strip("/") for source in copied}


def test_image_is_built_as_the_checkout_is() -> None:
    steps = " ".join(rest for word, rest in containers.instructions() if word == "RUN")
    makefile = manual.read("Makefile")
    for option in ("--require-hashes -r requirements.lock", "--no-deps --no-build-isolation"):
        assert option in steps
        assert option in makefile


def test_names_of_the_environment_are_settings() -> None:
    named = set(containers.image_environment()) | set(SERVICES["graphsvc"]["environment"])
    named |= set(containers.example_names()) | set(re.findall(r"\$\{(\w+)", manual.read("docker-compose.yml")))
    assert {name for name in named if name.startswith("GRAPHSVC_")} <= _settings()


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "graphsvc"])
def test_databases_say_when_they_are_ready(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES["graphsvc"]["depends_on"][name]["condition"] == "service_healthy"


def test_service_of_the_compose_file_is_well(tmp_path: Path) -> None:
    """Command, environment and health check of the container, by hand: folders and port alone are others."""
    places = {"/data": tmp_path / "data", "/var/cache/graphsvc": tmp_path / "cache"}
    for place in places.values():
        place.mkdir()
    given = {**containers.image_environment(), **SERVICES["graphsvc"]["environment"]}
    own = {name: containers.with_defaults(value) for name, value in given.items()}
    for inside, outside in places.items():
        own = {name: value.replace(inside, str(outside)) for name, value in own.items()}
    own["PATH"] = f"{Path(sys.executable).parent}:{os.defpath}"
    port = free_port()
    words = containers.listed(containers.instruction("ENTRYPOINT")) + containers.listed(containers.instruction("CMD"))
    command = [str(port) if word == "8000" else word for word in words]
    probe = [word.replace("8000", str(port)) for word in containers.healthcheck()]
    with running(command, own, port, tmp_path / "service.log", places["/data"]) as service:
        assert subprocess.run(probe, env=own).returncode == 0
        assert (places["/data"] / "store.db").is_file()
        service.process.kill()
        service.process.wait()
        assert subprocess.run(probe, env=own, capture_output=True).returncode == 1
