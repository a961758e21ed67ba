"""How to run it: both languages give the same commands, and what they name exists."""

from __future__ import annotations

import configparser
import re

import pytest

from graphsvc.settings import Settings
from tests.docs import containers, manual

PAGES = ("docs/howto/running.md", "docs/howto/running.zh-CN.md")


def _blocks(page: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", manual.read(page), re.S)


def _commands(page: str) -> list[str]:
    """Commands without their comments; places and names that are words of a language as one sign."""
    lines = "".join(_blocks(page, "sh")).splitlines()
    return [re.split(r"\s+#", line)[0] for line in lines]


def test_both_languages_say_the_same() -> None:
    english, chinese = PAGES
    assert _commands(english) == _commands(chinese)
    assert _blocks(english, "ini") == _blocks(chinese, "ini")


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_exists(page: str) -> None:
    text = manual.read(page)
    settings = {f"GRAPHSVC_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"GRAPHSVC_[A-Z0-9_]+", text)) <= settings
    commands = manual.generator().commands()
    known = set(commands) | {name.split()[0] for name in commands}
    plain = "\n".join(re.findall(r"```sh\n.*?```|`[^`\n]+`", text, re.S)).replace("exec graphsvc ", "")
    named = re.findall(r"\bgraphsvc ([a-z]+(?:[0-9][a-z]+)?)", plain)
    assert {"serve", "backup", "restore", "neo4j", "ask"} <= set(named) <= known
    for path in ("/readyz", "/healthz", "/metrics", "/api/v1/submissions"):
        assert path in text
    services = set(containers.compose()["services"])
    assert set(re.findall(r"docker compose (?:exec|cp) ([a-z]+)", text)) <= services
    for profile in re.findall(r"--profile ([a-z]+)", text):
        assert profile in containers.compose()["services"][profile]["profiles"]


def test_installed_as_the_image_is() -> None:
    image = " ".join(rest for word, rest in containers.instructions() if word == "RUN")
    installs = [line.split("-m pip install ")[1] for line in _commands(PAGES[0]) if "pip install" in line]
    assert len(installs) == 2
    assert all(install in image for install in installs)


def test_unit_fits_its_environment() -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(_blocks(PAGES[0], "ini")[0])
    service = unit["Service"]
    places = dict(re.findall(r"^([A-Z_]+)=(/\S+|sqlite:\S+)$", "".join(_blocks(PAGES[0], "sh")), re.M))
    assert service["ExecStart"] == "/opt/graphsvc/bin/graphsvc serve"
    assert places["GRAPHSVC_STORE_URL"].startswith(f"sqlite:////var/lib/{service['StateDirectory']}/")
    assert places["NUMBA_CACHE_DIR"] == f"/var/cache/{service['CacheDirectory']}"
    assert f"useradd --system --home-dir {service['WorkingDirectory']}" in manual.read(PAGES[0])
