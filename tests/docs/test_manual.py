"""The manual says what the program does: generated pages are fresh, nothing public is missing from them."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

import pytest

from graphsvc.domain.dictionary import extra_columns, sheets, table_columns, table_names
from graphsvc.domain.notices import message_codes
from graphsvc.questions.catalogue import CATALOGUE
from graphsvc.settings import Settings
from graphsvc.usecases.wording import shown_columns
from tests.docs import manual

QUESTIONS = list(CATALOGUE)
PARTS = {f"{part}_{lang}" for part in ("title", "text", "remedy") for lang in ("zh", "en")}


def _message_entries() -> dict[str, dict[str, str]]:
    folder = resources.files("graphsvc.domain.messages")
    entries: dict[str, dict[str, str]] = {}
    for part in folder.iterdir():
        if part.name.endswith(".toml"):
            entries |= tomllib.loads(part.read_text(encoding="utf-8"))
    return entries


@pytest.mark.parametrize("name", manual.generator().PAGES)
def test_committed_page_is_what_make_docs_writes(name: str) -> None:
    fresh = manual.generator().PAGES[name]()
    assert manual.reference(name) == fresh, f"docs/reference/{name}.md is stale: run make docs"


def test_no_page_is_left_over() -> None:
    pages = {path.name for path in (manual.ROOT / "docs" / "reference").iterdir()}
    assert pages == set(manual.generator().build())


@pytest.mark.parametrize("name", QUESTIONS)
def test_question_is_documented(name: str) -> None:
    page = manual.reference("questions")
    section = page.split(f"\n## {name}\n", 1)[1].split("\n## ", 1)[0]
    assert CATALOGUE[name].asks in section
    assert CATALOGUE[name].asks_en in section
    for word in (*CATALOGUE[name].columns.names, *(p.name for p in CATALOGUE[name].parameters)):
        assert f"| `{word}` |" in section


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_name_has_both_labels(name: str) -> None:
    asked = CATALOGUE[name]
    labels = [c.label for c in shown_columns(asked.columns)] + [p.label for p in asked.parameters]
    assert all(label.zh.strip() and label.en.strip() for label in labels)


def test_every_command_setting_and_code_is_documented() -> None:
    commands, settings, messages = (manual.reference(name) for name in ("commands", "settings", "messages"))
    for name in manual.generator().commands():
        assert f"\n## graphsvc {name}\n" in commands
    texts = manual.generator().TEXTS
    for name, field in Settings.model_fields.items():
        assert f"| `GRAPHSVC_{name.upper()}` |" in settings
        assert texts["settings"].get(name), f"docs/reference_texts.toml has no Chinese words for {name}"
        assert field.description
    for code in message_codes():
        assert f"| `{code}` |" in messages


def test_every_column_is_documented() -> None:
    dictionary, tables = manual.reference("dictionary"), manual.reference("tables")
    for sheet in sheets():
        section = dictionary.split(f"\n## {sheet.number} ", 1)[1].split("\n## ", 1)[0]
        for column in sheet.columns:
            assert f"| `{column.field}` | {column.label_en} |" in section
            assert column.heading in section
    for table in table_names():
        section = tables.split(f"\n## {table} ", 1)[1].split("\n## ", 1)[0]
        for each in (*table_columns(table), *extra_columns(table)):
            assert f"| `{each.name}` |" in section


def test_every_message_has_six_texts() -> None:
    for code, entry in _message_entries().items():
        assert set(entry) == PARTS, code
        assert all(text.strip() for text in entry.values()), code


def test_every_message_is_said_somewhere() -> None:
    source = "\n".join(manual.sources().values())
    unused = [code for code in message_codes() if f'"{code}"' not in source]
    assert not unused


def test_messages_name_commands_that_exist() -> None:
    commands = set(manual.generator().commands())
    said = " ".join(text for entry in _message_entries().values() for text in entry.values())
    named = set(re.findall(r"graphsvc ([a-z0-9]+)", said))
    known = {name.split()[0] for name in commands}
    assert named <= known


def test_public_parts_have_docstrings() -> None:
    parts = [part for path, text in manual.sources().items() for part in manual.public_parts(path, text)]
    assert not [name for name, has_docstring in parts if not has_docstring]


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "docs/tutorial.md", "docs/tutorial.zh-CN.md"])
def test_commands_of_a_page_exist(page: str) -> None:
    text = manual.read(page)
    commands = manual.generator().commands()
    known = set(commands) | {name.split()[0] for name in commands}
    blocks = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.S))
    for first in re.findall(r"\bgraphsvc ([a-z0-9]+)", blocks):
        assert first in known
    targets = set(re.findall(r"^([a-z]+):", manual.read("Makefile"), re.M))
    assert set(re.findall(r"\bmake ([a-z]+)", blocks)) <= targets


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_readme_names_every_command(page: str) -> None:
    text = manual.read(page)
    for name in manual.generator().commands():
        assert f"`graphsvc {name}" in text


def test_links_of_pages_lead_somewhere() -> None:
    pages = [*manual.ROOT.glob("*.md"), *(manual.ROOT / "docs").rglob("*.md")]
    for path in pages:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", target):
                assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_texts_speak_of_the_project_alone() -> None:
    texts = manual.tracked_texts()
    if texts is None:
        pytest.skip("git does not list the files of this checkout; the words of its texts were not checked")
    parts = ("pypi", ".org"), ("files.python", "hosted"), ("/wo", "rk/"), ("/ro", "ot/")
    words = ["".join(pair) for pair in parts]
    talk = re.compile(r"\bsess" + r"ions?\b", re.I)
    driver_call = ".sess" + "ion("  # how the driver of Neo4j opens a conversation
    fixture = "scope=" + '"sess' + 'ion"'  # how pytest names a fixture made once for a whole run
    found = []
    theirs = {"viz/templates/vis-network.min.js"}  # carried as it is (viz/VENDORED.toml); its gestures have them
    for name, text in texts.items():
        if name in theirs:
            continue
        plain = text.replace(fixture, "").replace(driver_call, "")
        found += [(name, word) for word in words if word in plain]
        found += [(name, hit) for hit in talk.findall(plain)]
    assert not found
