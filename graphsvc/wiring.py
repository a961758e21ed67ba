"""Settings to house: the only module that knows every workshop by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphsvc.domain.chain_map import ChainMap
from graphsvc.domain.notices import Lang
from graphsvc.domain.ports import GraphStore, Part, Progress, Store
from graphsvc.domain.report import Report
from graphsvc.domain.submission import LoadOptions, Resolved, Staged
from graphsvc.settings import Settings
from graphsvc.usecases.ask import Analyst

if TYPE_CHECKING:
    from graphsvc.stores.sql_store import SqlStore


def reading_limits() -> dict[str, int]:
    """Limits of one workbook or CSV file, which hang on no setting."""
    from loaders.files.xlsx_parts import MAX_CELL_TEXT, MAX_CELLS, MAX_COLUMNS, MAX_ENTRIES, MAX_UNPACKED
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

    def __init__(self, max_secrecy: str, prefer: str = "narrowest") -> None:
        self._max_secrecy = max_secrecy
        self._prefer = prefer

    def read(self, paths: Sequence[Path], options: LoadOptions, progress: Progress) -> list[Staged]:
        """Read files into staged submissions."""
        from loaders.bundle import read_submissions

        return read_submissions(paths, replace(options, max_secrecy=self._max_secrecy), progress)

    def resolve(self, staged: Staged, neighbours: Sequence[Staged]) -> Resolved:
        """Resolve references among neighbours."""
        from loaders.resolve import resolve

        return resolve(staged, neighbours)

    def reconcile(self, parts: Sequence[Part]) -> list[Part]:
        """One row per fact over all slots."""
        from loaders.overlap.reconcile import reconcile

        return reconcile(parts, self._prefer)


class House:
    """Everything a door needs; parts are opened on first use."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.loader = Loader(settings.max_secrecy, settings.prefer)

    @cached_property
    def store(self) -> SqlStore:
        """The store, created and moved to the newest schema at first use."""
        from graphsvc.stores.sql_store import open_store

        file = self.settings.store_file()
        if file is not None and str(file) != ":memory:":
            file.parent.mkdir(parents=True, exist_ok=True)
        return open_store(self.settings.store_url)

    def close(self) -> None:
        """Let go of the store and the graph database, where they were opened."""
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
    def graph(self) -> GraphStore | None:
        """The graph database, None where none is configured; nothing is connected yet."""
        settings = self.settings
        if settings.neo4j_uri is None:
            return None
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
        return Analyst(self.store, self.graph)

    def write_gaps(self, document: Mapping[str, Any], out: Path, lang: Lang) -> None:
        """The gap list as .xlsx, .csv or .json, by the file's ending."""
        out.write_bytes(self.gap_bytes(document, out.suffix.removeprefix("."), lang))

    def gap_bytes(self, document: Mapping[str, Any], ending: str, lang: Lang) -> bytes:
        """The gap list as bytes; ``ending`` xlsx, csv or json."""
        from graphsvc.exports import gap_workbook

        if ending == "csv":
            return gap_workbook.gap_csv(document, lang)
        return gap_workbook.gap_json(document) if ending == "json" else gap_workbook.gap_workbook(document, lang)

    def paint(self, chain_map: ChainMap, out: Path, lang: Lang) -> None:
        """The chain map as .html or .svg, by the file's ending."""
        out.write_bytes(self.map_bytes(chain_map, out.suffix.removeprefix("."), lang))

    def map_bytes(self, chain_map: ChainMap, ending: str, lang: Lang) -> bytes:
        """The chain map as bytes; ``ending`` html or svg."""
        from viz.network_map import paint_html, paint_svg

        return (paint_svg(chain_map, lang) if ending == "svg" else paint_html(chain_map, lang)).encode()

    def write_report(self, report: Report, out: Path, lang: Lang) -> None:
        """The report as one HTML page."""
        from viz.report import paint_report

        out.write_text(paint_report(report, lang), encoding="utf-8")

    def demo_samples(self, folder: Path) -> list[Path]:
        """The workbooks of the three sample chains of full size, made from their readable sources."""
        from graphsvc.samples.workbooks import demo_samples

        return demo_samples(folder)
