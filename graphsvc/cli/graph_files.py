"""The command that writes the graph of a version for other programs: export graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphsvc.cli.opening import At, Chain, Json, Lang, export_app, house_and_voice, show_written
from graphsvc.cli.writing import ending_of, write_file

if TYPE_CHECKING:
    from graphsvc.domain.ports import GraphEnding

GRAPHS: tuple[GraphEnding, ...] = ("graphml", "gexf", "cyjs", "json")


@export_app.command("graph")
def export_graph(
    out: Annotated[Path, typer.Option("--out", help=".graphml, .gexf, .cyjs, .json")],
    at: At = None,
    chain: Chain = None,
    layer: Annotated[
        str, typer.Option("--layer", help="trade 供应, technical 投入产出, joined 两层合一 · which network")
    ] = "trade",
    json: Json = False,
    lang: Lang = None,
) -> None:
    """导出图 · the graph for other programs"""
    from graphsvc.usecases.graph_export.building import plain_graph, read_layer

    house, voice = house_and_voice(lang, json)
    ending = ending_of(out, GRAPHS)
    plain = plain_graph(house.analyst, chain, read_layer(layer), at)
    written = write_file(out, house.writer.graph(plain, ending), GRAPHS)
    document = {
        "written": [written],
        "n_nodes": len(plain.nodes),
        "n_edges": len(plain.edges),
        "version_id": plain.attributes["version_id"],
        "content_hash": plain.attributes["content_hash"],
    }
    show_written(voice, document)
