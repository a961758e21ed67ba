"""A6 over HTTP: while versions are published, every answer is whole, of one version, and says which."""

from __future__ import annotations

import json
import os
import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import httpx2
import pytest

from tests.integration.door import altered, cell_below
from tests.integration.serving import serving

READS, PUBLISHES = (int(n) for n in os.environ.get("GRAPHSVC_READS", "300,12").split(","))
READERS = 6
API = "/api/v1"
PATHS = (
    "/questions/stages", "/questions/missing-links", "/questions/single-sources", "/questions/choke-points",
    "/questions/gap-list", "/questions/choke-points?format=csv", "/tables/capacities", "/tables/supplies", "/versions",
    "/chains/SD-C90/map.json",
)  # fmt: skip
"""What readers ask; ``/tables/…`` of the latest version as the list of versions tells it."""


@dataclass(frozen=True)
class Seen:
    """One answer: which version and content it says it is of, and what it shows."""

    path: str
    version: str
    content: str
    shown: str


@pytest.fixture(scope="module")
def editions(tyre_book: Path, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Three editions of the tyre workbook that differ in what a maker makes."""
    folder = tmp_path_factory.mktemp("editions")

    def making(output: int) -> bytes:
        def change(book: Any) -> None:
            cell_below(book["06_生产能力"], "产量", 2).value = output

        return altered(tyre_book, folder / f"{output}.xlsx", change).read_bytes()

    return [making(output) for output in (700, 710, 730)]


def read(client: Any, path: str) -> list[Seen]:
    """One read, and what belongs together in it."""
    if path.startswith("/tables/"):
        latest = client.get(f"{API}/versions").json()[0]
        table = client.get(f"{API}/versions/{latest['version_id']}{path}").json()
        assert (table["version_id"], table["content_hash"]) == (latest["version_id"], latest["content_hash"])
        return [Seen(path, table["version_id"], table["content_hash"], _text(table["rows"]))]
    answer = client.get(API + path)
    assert answer.status_code == 200, answer.text
    if path == "/versions":
        versions = [(v["version_id"], v["content_hash"]) for v in answer.json()]
        assert [int(version[1:7]) for version, _ in versions] == list(range(len(versions), 0, -1)), "none half there"
        return [Seen(path, version, content, "") for version, content in versions]
    told = answer.headers["x-version-id"], answer.headers["x-content-hash"]
    if "format=csv" in path:
        return [Seen(path, *told, answer.text)]
    document = answer.json()
    assert document.pop("version_id") == told[0]
    assert document.pop("content_hash", told[1]) == told[1]
    return [Seen(path, *told, _text(document))]


def _text(value: Any) -> str:
    """A document to be compared."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def publish(client: Any, data: bytes) -> tuple[str, str]:
    """(version id, content hash) of one publish."""
    answer = client.post(f"{API}/submissions", files={"files": ("轮胎.xlsx", data)})
    assert answer.status_code == 201, answer.text
    document = answer.json()
    return document["version_id"], document["content_hash"]


def test_every_answer_is_of_one_version(editions: list[bytes], tyre_store: Path, tmp_path: Path) -> None:
    store = Path(shutil.copy(tyre_store, tmp_path / "store.db"))
    with serving(store) as service, httpx2.Client(base_url=service.url, timeout=60) as client:
        expected: dict[tuple[str, str], str] = {}  # what is shown, by what is asked and the content it is of
        contents = {first["version_id"]: first["content_hash"] for first in client.get(f"{API}/versions").json()}
        for data in editions:
            version, content = publish(client, data)
            contents[version] = content
            for path in PATHS:
                for seen in read(client, path):
                    if path != "/versions":
                        assert seen.content == content
                        expected[path, content] = seen.shown
        assert len(set(expected.values())) > len(PATHS), "the editions are told apart"
        before = len(contents)
        published = Event()
        with ThreadPoolExecutor(READERS) as crowd:
            reads = [crowd.submit(_asked, service.url, seed, published) for seed in range(READERS)]
            try:
                for number in range(PUBLISHES):
                    version, content = publish(client, editions[number % len(editions)])
                    contents[version] = content
            finally:
                published.set()
            answers = [seen for done in reads for seen in done.result()]
        versions = {v["version_id"]: v["content_hash"] for v in client.get(f"{API}/versions").json()}
    assert versions == contents
    assert len(versions) == before + PUBLISHES
    for seen in answers:
        assert contents[seen.version] == seen.content, seen.path
        if seen.path != "/versions":
            assert expected[seen.path, seen.content] == seen.shown, (seen.path, seen.version)
    pinned = {seen.version for seen in answers if seen.path != "/versions"}
    print(f"{len(answers)} answers, {PUBLISHES} publishes, answers of {len(pinned)} versions, 0 mixed")
    assert len(pinned) > 3, "reads met several versions"


def _asked(url: str, seed: int, published: Event) -> list[Seen]:
    """What one reader saw: its part of the reads, and more of them as long as anything is published."""
    chance = random.Random(seed)
    found: list[Seen] = []
    n_read = 0
    with httpx2.Client(base_url=url, timeout=60) as client:
        while n_read < READS // READERS or not published.is_set():
            found += read(client, chance.choice(PATHS))
            n_read += 1
    return found
