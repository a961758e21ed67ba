"""Level and example that the manual prints of every code: sentences of today, and the levels of the domain."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

from graphsvc.domain.notices import message_codes
from tests.docs import manual

EXAMPLES = tomllib.loads((manual.ROOT / "docs" / "message_examples.toml").read_text(encoding="utf-8"))
ERRORS = {"V01", "V02", "V03", "V04", "V09", "V13", "V19"}
"""Codes that the domain's table of rules calls E; V18 is I there, the others W, and V20 refuses by ruling."""


def _texts() -> dict[str, str]:
    folder = resources.files("graphsvc.domain.messages")
    parts = [part.read_text(encoding="utf-8") for part in folder.iterdir() if part.name.endswith(".toml")]
    return {code: entry["text_zh"] for part in parts for code, entry in tomllib.loads(part).items()}


def test_every_code_has_a_level() -> None:
    assert sorted(EXAMPLES) == sorted(message_codes())
    assert {entry["level"] for entry in EXAMPLES.values()} <= {"R", "E", "W", "I"}


def test_rules_have_the_levels_of_the_domain() -> None:
    told = {code: entry["level"] for code, entry in EXAMPLES.items() if re.fullmatch(r"V\d\db?", code)}
    wanted = {code: "E" if code in ERRORS else {"V18": "I", "V20": "R"}.get(code, "W") for code in told}
    assert told == wanted
    assert len(told) == 22


def test_examples_are_sentences_of_today() -> None:
    texts = _texts()
    for code, entry in EXAMPLES.items():
        if "example" in entry:
            parts = map(re.escape, re.split(r"\{\w+\}", texts[code]))
            assert re.fullmatch("(?s:.*)".join(parts), entry["example"]), code


def test_every_code_of_reading_has_an_example() -> None:
    folder = resources.files("graphsvc.domain.messages")
    for part in ("reading", "resolving"):
        codes = tomllib.loads(folder.joinpath(f"{part}.toml").read_text(encoding="utf-8"))
        assert [code for code in codes if "example" not in EXAMPLES[code]] == []
