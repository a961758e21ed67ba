"""The Cypher texts of the house: plain files with a header, read once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "queries"
HEADER = ("name", "asks", "params", "returns")


@dataclass(frozen=True)
class Query:
    """One query: the parts of its header, and its text as the server gets it."""

    name: str
    header: dict[str, str]
    text: str


@cache
def query(room: str, name: str) -> Query:
    """The query ``queries/<room>/<name>.cypher``; KeyError where there is none."""
    path = FOLDER / room / f"{name}.cypher"
    if not re.fullmatch(r"[a-z-]+", name) or not path.is_file():
        raise KeyError(name)
    lines = path.read_text(encoding="utf-8").splitlines()
    header: dict[str, str] = {}
    last = ""
    for line in lines:
        found = re.match(r"// (\w+):\s*(.*)", line)
        if found and found.group(1) in HEADER:
            last = found.group(1)
            header[last] = found.group(2).strip()
        elif line.startswith("//") and last:
            header[last] += " " + line.removeprefix("//").strip()
        elif line.strip():
            break
    text = "\n".join(line for line in lines if not line.lstrip().startswith("//")).strip()
    return Query(name, header, text)


def names(room: str) -> tuple[str, ...]:
    """Names of all queries of a room."""
    return tuple(sorted(path.stem for path in (FOLDER / room).glob("*.cypher")))
