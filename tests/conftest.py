"""How hypothesis runs here, reproducible in the merge gate, long on request; which tests share a worker; and what
tests ask for by name.

=====================  =========  ==================================================================================
name                   seconds    what a test gets
=====================  =========  ==================================================================================
tyre_book              0          workbook of the tyre chain, the worked example; not to be written to
tyre_store             1          SQLite file that holds it, loaded through the command line; to be copied
empty_door             0          ``Door``: the command line in this process on a store that does not exist yet
door                   0          the same on a copy of ``tyre_store``
sample_books           7          workbooks of the three big sample chains; not to be written to
server_store           6          SQLite file that holds the big server chain alone; to be copied
tyre_editions          20         store of the big tyre chain in its editions, and the id of each as a version;
                                  nothing is loaded into it
demonstration          100        ``graphsvc demo`` on these three: what it said, wrote and loaded, and the analyst whom
                                  it asked, who remembers all that the demonstration worked out
loaded_samples         0          that analyst, and what loading said; nothing is loaded into the store
samples                0          that analyst
sample_report          0          the report of the three
sample_maps            0, 4 each  draws the map of one of them in a language
neo4j_uri              10         address of one Neo4j for all; each test brings versions of its own (``integration``)
graph                  0          the store over it (``integration/twins``)
own_neo4j,             10, and    a Neo4j of the module alone, to be killed and frozen (imported from
neo4j_server           2 to clear ``integration/neo4j_parts``)
postgres_url           3          address of an empty PostgreSQL database (imported from ``contract/postgres``)
store_url, other_url   0 or 3     an empty store of each kind (``contract``)
browser                2          a real Chromium, one per module (imported from ``integration/browsers``)
office                 0          path of LibreOffice (imported from ``integration/office``); a conversion takes 5
=====================  =========  ==================================================================================

Seconds are processor seconds of the first use, those of servers and of programs of others a rough guess; books and
stores are made once in a run, for all its workers (``once_a_run``). What changes a version in small ways needs none of
them: ``integration/made_books`` and ``unit/loaders/books`` write workbooks of a few rows, ``oracles/plain_chain`` and
``properties/engine`` make a chain without any workbook, in milliseconds.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer

from graphsvc.domain.chain_map import ChainMap
from graphsvc.domain.notices import Lang
from graphsvc.domain.report import Report
from graphsvc.domain.submission import LoadOptions
from graphsvc.samples.later_editions import write_editions
from graphsvc.samples.workbooks import SOURCES, demo_samples
from graphsvc.stores.sql_store import open_store
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.draw_map import draw_map
from graphsvc.usecases.load_submission import LoadOutcome, load
from graphsvc.wiring import Loader
from tests.demonstrated import Demonstration, DrawMap, demonstrate
from tests.integration.door import Door, tyre_workbook
from tests.once_a_run import made_once
from tests.workers import SHARED, WholeModules, group_of, longest_first

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.filter_too_much)

# the first call of a compiled loop takes seconds: no deadline anywhere
settings.register_profile("ci", derandomize=True, deadline=None, database=None, suppress_health_check=SLOW)
settings.register_profile("soak", max_examples=3000, deadline=None, suppress_health_check=SLOW, print_blob=True)
settings.load_profile(os.environ.get("GRAPHSVC_HYPOTHESIS_PROFILE", "ci"))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WholeModules | None:
    """Under ``--dist loadfile`` modules that share a costly set-up go to one worker."""
    return WholeModules(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse a module that asks for a costly set-up unseen by ``workers``; on several workers long ones go first."""
    for item in items:
        asked = set(SHARED) & set(getattr(item, "fixturenames", ()))
        if asked and group_of(item.location[0]) not in SHARED:
            raise pytest.UsageError(f"tests/workers.py does not see that {item.location[0]} asks for {asked}")
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: longest_first(item.nodeid))


@pytest.fixture(scope="session")
def tyre_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample workbook, made once."""
    return made_once(tmp_path_factory, "tyre_book", tyre_workbook) / "tyre.xlsx"


@pytest.fixture
def empty_door(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Door:
    """The command line on a store that does not exist yet."""
    return Door(tmp_path / "store.db", capfdbinary, monkeypatch)


@pytest.fixture(scope="session")
def tyre_store(tmp_path_factory: pytest.TempPathFactory, tyre_book: Path) -> Path:
    """A store that holds the tyre chain, to be copied."""
    from graphsvc.cli import run

    def loaded(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GRAPHSVC_STORE_URL", f"sqlite:///{folder / 'tyre.db'}")
            assert run(["load", str(tyre_book), "--json"]) == 0

    return made_once(tmp_path_factory, "tyre_store", loaded) / "tyre.db"


@pytest.fixture
def door(
    tmp_path: Path, tyre_store: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Door:
    """The command line on a store that holds the tyre chain."""
    shutil.copy(tyre_store, tmp_path / "store.db")
    return Door(tmp_path / "store.db", capfdbinary, monkeypatch)


@pytest.fixture(scope="session")
def sample_books(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The workbooks of the three sample chains."""
    return sorted(made_once(tmp_path_factory, "sample_books", demo_samples).glob("*.xlsx"))


@pytest.fixture(scope="session")
def server_store(tmp_path_factory: pytest.TempPathFactory, sample_books: list[Path]) -> Path:
    """A store that holds the big server chain, to be copied."""

    def loaded(folder: Path) -> None:
        load_into(folder / "server.db", next(book for book in sample_books if book.stem == "server"))

    return made_once(tmp_path_factory, "server_store", loaded) / "server.db"


@pytest.fixture(scope="session")
def tyre_editions(
    tmp_path_factory: pytest.TempPathFactory, sample_books: list[Path]
) -> Iterator[tuple[Analyst, dict[str, str]]]:
    """The big tyre chain in all its editions, the latest ``later``; version ids by edition, the first under ``""``."""
    chain = SOURCES / "tyre_chemicals"

    def loaded(folder: Path) -> None:
        books = {"": next(book for book in sample_books if book.stem == chain.name)}
        books |= sorted(write_editions(chain, folder).items())
        versions = load_into(folder / "editions.db", *books.values())
        (folder / "versions.json").write_text(json.dumps(dict(zip(books, versions, strict=True))), encoding="utf-8")

    made = made_once(tmp_path_factory, "editions", loaded)
    store = open_store(f"sqlite:///{made / 'editions.db'}")
    yield Analyst(store), json.loads((made / "versions.json").read_text(encoding="utf-8"))
    store.close()


def load_into(path: Path, *books: Path) -> list[str]:
    """Load workbooks one after the other into a new store; the version that each makes."""
    store = open_store(f"sqlite:///{path}")
    found = [load([book], LoadOptions(), store, Loader("敏感"), lambda *_: None).version_id for book in books]
    store.close()
    return [str(version) for version in found]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, sample_books: list[Path]) -> Iterator[Demonstration]:
    """The three sample chains shown by ``graphsvc demo``; nobody may load anything into its store."""
    shown = demonstrate(tmp_path_factory.mktemp("demo"), sample_books)
    yield shown
    shown.analyst._store.close()  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def loaded_samples(demonstration: Demonstration) -> tuple[Analyst, LoadOutcome]:
    """The three sample chains in one store, and what loading them said."""
    return demonstration.analyst, demonstration.outcome


@pytest.fixture(scope="session")
def samples(loaded_samples: tuple[Analyst, LoadOutcome]) -> Analyst:
    """An analyst on the three sample chains, who remembers what was computed for other tests."""
    return loaded_samples[0]


@pytest.fixture(scope="session")
def sample_report(demonstration: Demonstration) -> Report:
    """What the report says of the three sample chains."""
    return demonstration.report


@pytest.fixture(scope="session")
def sample_maps(demonstration: Demonstration) -> DrawMap:
    """The maps of the three sample chains, each drawn once; the English ones are the demonstration's."""
    known: dict[tuple[str, Lang], ChainMap] = {(code, "en"): drawn for code, drawn in demonstration.maps.items()}

    def drawn(code: str, lang: Lang) -> ChainMap:
        if (code, lang) not in known:
            known[code, lang] = draw_map(demonstration.analyst, code, None, None, 2, lang)
        return known[code, lang]

    return drawn
