"""Dockerfile, compose file and example of an environment as plain facts."""

from __future__ import annotations

import fnmatch
import json
import re
import shlex
from typing import Any

import yaml

from tests.docs import manual


def compose() -> dict[str, Any]:
    """The compose file."""
    found: dict[str, Any] = yaml.safe_load(manual.read("docker-compose.yml"))
    return found


def instructions() -> list[tuple[str, str]]:
    """(instruction, the rest) of the Dockerfile, lines put together, comments left out."""
    text = re.sub(r"^#.*\n", "", manual.read("Dockerfile"), flags=re.M).replace("\\\n", " ")
    pairs = [line.split(None, 1) for line in text.splitlines() if line.strip()]
    return [(word, " ".join(rest.split())) for word, rest in pairs]


def instruction(word: str) -> str:
    """The last instruction of a kind: the one that holds."""
    return [rest for found, rest in instructions() if found == word][-1]


def listed(text: str) -> list[str]:
    """The words of an instruction in list form."""
    words: list[str] = json.loads(text)
    return words


def image_environment() -> dict[str, str]:
    """What ``ENV`` sets."""
    return dict(pair.split("=", 1) for pair in shlex.split(instruction("ENV")))


def healthcheck() -> list[str]:
    """The command that says whether the container is well."""
    return listed(instruction("HEALTHCHECK").split(" CMD ", 1)[1])


def kept_by_build(path: str) -> bool:
    """Whether ``.dockerignore`` lets a file or folder at the top of the checkout into the build."""
    kept = True
    for line in manual.read(".dockerignore").splitlines():
        pattern = line.strip().removeprefix("!")
        if pattern and not pattern.startswith("#") and fnmatch.fnmatch(path.strip("/"), pattern):
            kept = line.startswith("!")
    return kept


def with_defaults(text: str) -> str:
    """A value of the compose file as it is without any variable: ``${NAME:-default}`` gives the default."""
    return re.sub(r"\$\{[A-Z0-9_]+:-([^}]*)\}", r"\1", text)


def example_names() -> dict[str, str]:
    """Variables of ``.env.example``, also those put behind a ``#``."""
    return dict(re.findall(r"^#?([A-Z][A-Z0-9_]*)=(.*)$", manual.read(".env.example"), re.M))
