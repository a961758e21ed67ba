"""Settings to house: the only module that knows every workshop by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property, partial
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from graphsvc.domain.errors import ParameterError, StoreError
from graphsvc.domain.extras import needed
from graphsvc.settings import Settings

if TYPE_CHECKING:
    import networkx as nx
    import pyarrow as pa
    from pyvis.network import Network

    from graphsvc.domain.chain_map import ChainMap
    from graphsvc.domain.decisions import Doubt, FilledReview, Proposal
    from graphsvc.domain.notices import Lang
    from graphsvc.domain.originals import OriginalRows, SheetKey, WantedRows
    from graphsvc.domain.page_pictures import Outline
    from graphsvc.domain.pages import Frame, Listing, MapDrawn, Page
    from graphsvc.domain.plain_graph import PlainGraph
    from graphsvc.domain.ports import (
        Checkpoints,
        ColumnarEnding,
        Crew,
        GraphEnding,
        GraphStore,
        ListEnding,
        MapEnding,
        Part,
        Progress,
        Store,
    )
    from graphsvc.domain.report import Report
    from graphsvc.domain.submission import LoadOptions, RawFile, Resolving, Staged
    from graphsvc.domain.values import Document, Values
    from graphsvc.stores.sql_store import SqlStore
    from graphsvc.usecases.ask import Analyst


def reading_limits() -> dict[str, int]:
    """Limits of one workbook or CSV file, which hang on no setting."""
    from loaders.files.xml_parts import MAX_CELL_TEXT, MAX_CELLS, MAX_COLUMNS, MAX_ENTRIES, MAX_UNPACKED
    from loaders.text import LONGEST_NAME

    return {
        "file_cells": MAX_CELLS,
        "file_columns": MAX_COLUMNS,
        "file_parts": MAX_ENTRIES,
        "file_unpacked_bytes": MAX_UNPACKED,
        "cell_characters": MAX_CELL_TEXT,
        "name_characters": LONGEST_NAME,
    }


class Loader:
    """The files-in workshop behind the port ``DatasetLoader``."""

    def __init__(self, max_secrecy: str, prefer: str = "narrowest", most_files: int = 20) -> None:
        self._max_secrecy = max_secrecy
        self._most_files = most_files
        self._prefer = prefer

    def read(self, paths: Sequence[Path], options: LoadOptions, progress: Progress) -> list[Staged]:
        """Read files into staged submissions."""
        from loaders.bundle import read_submissions

        limits = replace(options, max_secrecy=self._max_secrecy, most_files=self._most_files)
        return read_submissions(paths, limits, progress)

    def resolver(self, submissions: Sequence[Staged]) -> Callable[[Staged, Resolving | None], Resolving]:
        """Resolve references among neighbours."""
        from loaders.references.composition import Composition
        from loaders.resolve import resolve_in

        return partial(resolve_in, Composition(submissions))

    def reconcile(self, parts: Sequence[Part]) -> list[Part]:
        """One row per fact over all slots."""
        from loaders.overlap.reconcile import reconcile

        return reconcile(parts, self._prefer)

    def reread(self, kept: Staged, options: LoadOptions) -> Staged:
        """Read kept files once more."""
        from loaders.rereading import reread

        return reread(kept, replace(options, max_secrecy=self._max_secrecy))

    def proposals(self, parts: Sequence[Part]) -> list[Proposal]:
        """What a person could decide."""
        from loaders.proposing.proposals import proposals

        return proposals(parts)

    def fitting(self, parts: Sequence[Part], doubt: Doubt, text: str) -> str | None:
        """What a text comes to as a decision."""
        from loaders.proposing.candidates import Candidates

        return Candidates(parts).fitting(doubt, text)

    def read_review(self, path: Path) -> FilledReview:
        """A review workbook that came back."""
        from loaders.proposing.filled import read_review

        return read_review(path)

    def original_rows(self, files: Sequence[RawFile], wanted: Mapping[SheetKey, WantedRows]) -> OriginalRows:
        """Rows as they were written."""
        from loaders.original_rows import original_rows

        return original_rows(files, wanted)


MANUAL = Path(__file__).parent / "api" / "site"
"""Where the manual is built as one site; the wheel carries it."""


class Painter:
    """The pictures workshop behind the port ``Painter``. Pages lead to the manual where it was built by the start."""

    def __init__(self) -> None:
        self._has_manual = (MANUAL / "index.html").is_file()

    def chain_map(self, drawn: ChainMap, ending: MapEnding, lang: Lang) -> bytes:
        """A map as page or SVG."""
        from viz.network_map import paint_html, paint_svg

        return (paint_svg if ending == "svg" else paint_html)(drawn, lang).encode()

    def report(self, told: Report, lang: Lang) -> bytes:
        """A report as a page."""
        from viz.report import paint_report

        return paint_report(told, lang).encode()

    def page(self, told: Page, frame: Frame, lang: Lang) -> bytes:
        """A page of the web interface."""
        from viz.pages import paint_page

        return paint_page(told, frame, lang, has_manual=self._has_manual).encode()

    def map_file(self, told: MapDrawn, lang: Lang) -> bytes:
        """The picture of a map page as a standalone SVG."""
        from viz.page_map import map_file
        from viz.page_words import PageWords

        return map_file(told, PageWords(lang)).encode()

    def listing(self, told: Listing, lang: Lang) -> tuple[list[str], list[Document]]:
        """A list of a page as rows."""
        from viz.page_lists import list_rows

        return list_rows(told, lang)

    def sheet(self, told: Page, frame: Frame, lang: Lang) -> bytes:
        """A page as a file of its own, with the style of the web interface."""
        from viz.pages import paint_sheet

        assets = resources.files("graphsvc") / "api" / "assets"
        style = "".join((assets / name).read_text(encoding="utf-8") for name in ("pages.css", "paper.css"))
        return paint_sheet(told, frame, lang, style).encode()


class Writer:
    """The files-out workshop behind the port ``Writer``."""

    def gaps(self, document: Values, ending: ListEnding, lang: Lang) -> bytes:
        """The gap list as workbook, CSV or JSON."""
        from graphsvc.exports import gap_workbook

        if ending == "json":
            return gap_workbook.gap_json(document)
        return (gap_workbook.gap_csv if ending == "csv" else gap_workbook.gap_workbook)(document, lang)

    def narrow_gaps(self, document: Values, lang: Lang) -> bytes:
        """The gap list in ten columns."""
        from graphsvc.exports.gap_narrow import narrow_workbook

        return narrow_workbook(document, lang)

    def workbook(self, document: Mapping[str, object], lang: Lang) -> bytes:
        """An answer as a workbook."""
        from graphsvc.exports.answer_workbook import answer_workbook

        return answer_workbook(document, lang)

    def slot(self, staged: Staged) -> bytes:
        """A submission as a workbook."""
        from graphsvc.exports.workbook.writing import slot_workbook

        return slot_workbook(staged)

    def template(self, filled: Mapping[str, str]) -> bytes:
        """The empty workbook."""
        from graphsvc.exports.template.writing import template_workbook

        return template_workbook(filled)

    def review(self, document: Values, lang: Lang) -> bytes:
        """The workbook in which a person decides."""
        from graphsvc.exports.review_workbook import review_workbook

        return review_workbook(document, lang)

    def graph(self, plain: PlainGraph, ending: GraphEnding) -> bytes:
        """A graph as a file of another program."""
        from graphsvc.exports.graph_files import graph_file

        return graph_file(plain, ending)

    def columnar(self, table: pa.Table, shape: ColumnarEnding | Literal["stream"]) -> bytes:
        """A table with its types and metadata."""
        from graphsvc.exports.columnar_files import columnar_file

        return columnar_file(table, shape)

    def csv(self, columns: Sequence[str], rows: Sequence[Values]) -> bytes:
        """Rows as CSV."""
        from graphsvc.exports.answer_csv import csv_bytes

        return csv_bytes(columns, rows)


def networkx_graph(plain: PlainGraph) -> nx.MultiDiGraph[str]:
    """A graph as networkx has it."""
    from graphsvc.exports.graph_files import networkx_graph

    return networkx_graph(plain)


def pyvis_network(plain: PlainGraph) -> Network:
    """A graph as pyvis has it; ParameterError (``extra_missing``) where pyvis is not installed."""
    with needed("pyvis", ParameterError):
        from graphsvc.exports.pyvis_network import pyvis_network

    return pyvis_network(plain)


class House:
    """Everything a door needs; parts are opened on first use."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.loader = Loader(settings.max_secrecy, settings.prefer, settings.upload_files)
        self.painter = Painter()
        self.writer = Writer()

    @cached_property
    def store(self) -> SqlStore:
        """The store, created and moved to the newest schema at first use."""
        from graphsvc.stores.sql_store import open_store

        file = self.settings.store_file()
        if file is not None and str(file) != ":memory:":
            file.parent.mkdir(parents=True, exist_ok=True)
        return open_store(self.settings.store_url)

    def close(self) -> None:
        """Let go of the store, the graph database and whoever works off sweeps, where they were opened."""
        if self.__dict__.get("crew") is not None:
            from graphsvc.analysis.outages.all_cores import engage

            engage(None)
            self.__dict__["crew"].close()
        if self.__dict__.get("graph") is not None:
            self.__dict__["graph"].close()
        if "store" in self.__dict__:
            self.store.close()

    def backup(self, path: Path) -> None:
        """The whole store as one file."""
        self.store.backup(path)

    def restore(self, path: Path) -> Mapping[str, int]:
        """Fill the empty store from a backup; rows per table of the store."""
        from graphsvc.stores.backup import restore

        file = self.settings.store_file()
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        return {name: n for name, (n, _) in restore(path, self.settings.store_url).items()}

    def existing_store(self) -> Store | None:
        """The store if there is one already; nothing is created."""
        file = self.settings.store_file()
        return self.store if file is None or file.exists() else None

    @cached_property
    def outline(self) -> Outline | None:
        """The customer's borders, None where none are set or their approval number is not told."""
        settings = self.settings
        if settings.geojson is None or not settings.geojson_approval.strip():
            return None
        from loaders.borders import read_borders

        return read_borders(settings.geojson, settings.geojson_approval.strip())

    @cached_property
    def graph(self) -> GraphStore | None:
        """The graph database, None where none is configured; nothing is connected yet."""
        settings = self.settings
        if settings.neo4j_uri is None:
            return None
        with needed("neo4j", StoreError):
            from graphsvc.stores.neo4j.connection import Address, Connection
            from graphsvc.stores.neo4j.projection_store import Neo4jStore

        password = settings.neo4j_password
        address = Address(
            uri=settings.neo4j_uri,
            user=settings.neo4j_user,
            password=None if password is None else password.get_secret_value(),
            database=settings.neo4j_database,
            seconds=settings.neo4j_seconds,
        )
        return Neo4jStore(Connection(address))

    @cached_property
    def analyst(self) -> Analyst:
        """Whoever answers questions."""
        from graphsvc.usecases.ask import Analyst  # with all the mathematics, of which loading needs none

        if self.crew is not None:
            from graphsvc.analysis.outages.all_cores import engage

            engage(self.crew)
        return Analyst(self.store, self.graph, self.checkpoints)

    @cached_property
    def crew(self) -> Crew | None:
        """Whoever works off sweeps in place of the threads of this process; nobody is called yet."""
        kind, _, address = self.settings.compute.partition("://")
        if kind == "dask":
            from graphsvc.executors.cluster import Cluster

            return Cluster(address)
        if kind == "processes":
            from graphsvc.executors.processes import Processes

            return Processes()
        return None

    @property
    def checkpoints(self) -> Checkpoints | None:
        """Where finished parts of sweeps are kept."""
        folder = self.settings.checkpoint_folder()
        if folder is None:
            return None
        from graphsvc.executors.checkpoints import FolderCheckpoints

        return FolderCheckpoints(folder, self.settings.checkpoint_bytes)

    @contextmanager
    def demo_samples(self) -> Iterator[list[Path]]:
        """The workbooks of the three sample chains of full size, made from their readable sources; gone afterwards."""
        from graphsvc.samples.workbooks import demo_samples

        with TemporaryDirectory(prefix="graphsvc-samples-") as folder:
            yield demo_samples(Path(folder))

    def self_check(self, lang: Lang) -> Document:
        """Published figures worked out anew, apart from the store and its settings; AnalysisError where one differs."""
        from graphsvc.domain.submission import LoadOptions
        from graphsvc.samples.workbooks import SOURCES, make_workbook
        from graphsvc.stores.memory_store import MemoryStore
        from graphsvc.usecases.ask import Analyst
        from graphsvc.usecases.load_submission import load
        from graphsvc.usecases.selfcheck import self_check

        store = MemoryStore()
        with TemporaryDirectory(prefix="graphsvc-selfcheck-") as folder:
            book = make_workbook(SOURCES / "tyre", Path(folder) / "tyre.xlsx")
            load([book], LoadOptions(), store, Loader("公开"), lambda *_: None)
        return self_check(Analyst(store), lang)
