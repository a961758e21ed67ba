"""The chains of one version, asked from Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from graphsvc.domain.errors import NotFound, ParameterError
from graphsvc.library.frames import answer_frame, frame_of
from graphsvc.library.maps import MapPicture
from graphsvc.settings import language, read_settings
from graphsvc.usecases.arrow_tables import canonical_table
from graphsvc.usecases.draw_map import draw_map
from graphsvc.usecases.graph_export.as_igraph import igraph_graph
from graphsvc.usecases.graph_export.building import plain_graph, read_layer
from graphsvc.wiring import House, networkx_graph, pyvis_network

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

    from graphsvc.domain.plain_graph import Layer, PlainGraph

MAKERS: Mapping[str, Callable[[PlainGraph], Any]] = {
    "networkx": networkx_graph,
    "igraph": igraph_graph,
    "pyvis": pyvis_network,
}
"""Libraries that a graph is handed to, and what makes it theirs."""


def opened(url: str | None, at: str | None) -> Chains:
    """The chains of a version of a store that is there; nothing is created."""
    settings = read_settings()
    house = House(settings if url is None else settings.model_copy(update={"store_url": url}))
    if house.existing_store() is None:
        raise NotFound("no_version")
    return Chains(house, at)


class Chains:
    """Questions, tables, graphs and maps of one version; labels in the language of the settings.

    Errors are those of ``graphsvc.domain.errors``: ``ParameterError`` and ``NotFound`` where the asker can help,
    ``AnalysisError`` where the data have no answer, ``StoreError`` where the database is away.
    """

    def __init__(self, house: House, at: str | None) -> None:
        self._house = house
        self._lang = language(None, house.settings.lang)
        version = house.analyst.version(at)
        self.version_id = version.version_id
        self.content_hash = version.content_hash

    def ask(self, name: str, **parameters: Any) -> pd.DataFrame:
        """The answer to a question of the catalogue, a row per finding.

        ``parameters`` are those of ``graphsvc questions`` (``from_`` for ``from``), beside them ``at`` for another
        version. ``attrs``: ``units`` and ``labels`` (zh, en) by column, ``data_grade``, ``completeness``,
        ``evidence_ids``, ``truncated``, ``warnings``, ``summary``, ``version_id``, ``content_hash``, and ``answer``,
        the whole document.

        Raises
        ------
        NotFound
            No such question, version, chain or object.
        ParameterError
            A parameter has the wrong name, type or range.
        AnalysisError
            The data have no answer.
        """
        given = {key.removesuffix("_"): value for key, value in parameters.items()}
        at = given.pop("at", None) or self.version_id
        return answer_frame(self._house.analyst.ask(name, given, at), self._lang)

    def scenario(self, scenario: Mapping[str, Any], **parameters: Any) -> pd.DataFrame:
        """``stress-test``: who stops when, if this happens; ``attrs["summary"]`` holds the curve of each chain."""
        return self.ask("stress-test", scenario=dict(scenario), **parameters)

    def evidence(self, id: str) -> pd.DataFrame:
        """The rows of the lists behind a finding, and what is missing; NotFound for an id nobody was given."""
        return self.ask("evidence", id=id)

    def table(self, name: str) -> pd.DataFrame:
        """One canonical table, whole; NotFound (``unknown_table``) otherwise. ``attrs["units"]`` by column."""
        return frame_of(canonical_table(self._house.analyst.workspace(self.version_id).snapshot, name))

    def graph(
        self,
        chain: str | None = None,
        layer: Layer = "trade",
        library: Literal["networkx", "igraph", "pyvis"] = "networkx",
    ) -> nx.MultiDiGraph[str] | Any:
        """The graph of a chain, or of all chains, with findings as attributes of nodes and figures as those of edges.

        ``layer``: ``trade`` (firms), ``technical`` (products), ``joined`` (both). An ``igraph.Graph`` has the ids as
        ``name`` and None where nothing is known; networkx leaves such attributes out. A ``pyvis.network.Network``
        (extra ``pyvis``) is the graph to look at in a notebook, at the places of the map.
        """
        if library not in MAKERS:
            known = ", ".join(MAKERS)
            raise ParameterError(
                "bad_parameter", name="library", value=str(library)[:40],
                expected_zh=f"应为 {known}", expected_en=f"one of {known}",
            )  # fmt: skip
        plain = plain_graph(self._house.analyst, chain, read_layer(layer), self.version_id)
        return MAKERS[library](plain)

    def map(
        self, chain: str | None = None, focus: str | None = None, hops: int = 2, direction: str = "up"
    ) -> MapPicture:
        """The chain map, whole or around a product or stage (``focus``); a notebook shows it."""
        at = self.version_id
        drawn = draw_map(self._house.analyst, chain, None, focus, hops, self._lang, at, direction)
        return MapPicture(drawn, self._house.painter, self._lang)

    def close(self) -> None:
        """Let go of the store."""
        self._house.close()

    def __enter__(self) -> Chains:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<graphsvc chains {self.version_id}>"
