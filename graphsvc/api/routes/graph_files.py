"""The graph of a version as a file for other programs."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.desk import Desk, Made
from graphsvc.api.negotiation import JSON, known_ending, pinned, text_of
from graphsvc.api.schemas import NAME, problems
from graphsvc.domain.errors import NotFound
from graphsvc.domain.plain_graph import LAYERS
from graphsvc.domain.ports import GraphEnding
from graphsvc.usecases.graph_export.building import plain_graph, read_layer

router = APIRouter(tags=["chains"])
GRAPHS: Mapping[GraphEnding, str] = {
    "graphml": "application/graphml+xml", "gexf": "application/gexf+xml", "cyjs": JSON, "json": JSON,
}  # fmt: skip


@router.get(
    "/exports/graph.{ending}",
    responses={
        200: {"description": "the graph", "content": {media: {} for media in GRAPHS.values()}},
        **problems(404, 422, 503),
    },
    openapi_extra={
        "parameters": [
            {"name": "chain", "in": "query", "schema": NAME},
            {"name": "layer", "in": "query", "schema": {"enum": list(LAYERS), "default": LAYERS[0]}},
            {"name": "at", "in": "query", "schema": NAME, "description": "version id; the latest by default"},
        ]
    },
)
async def graph(request: Request, ending: str) -> Response:
    """The graph of a chain, or of all, as .graphml, .gexf, .cyjs (Cytoscape) or .json (node-link)."""
    shape = known_ending(ending, GRAPHS)
    if shape is None:
        raise NotFound("unknown_route", path=request.url.path)
    desk: Desk = request.app.state.desk
    chain, layer = text_of(request, "chain"), read_layer(text_of(request, "layer") or LAYERS[0])
    version = await desk.version(text_of(request, "at"))

    def work() -> Made:
        plain = plain_graph(desk.analyst, chain, layer, version.version_id)
        headers = {"Content-Disposition": f'attachment; filename="graph.{shape}"', **pinned(version)}
        return Made(desk.writer.graph(plain, shape), GRAPHS[shape], headers)

    about = ("graph", version.version_id, version.content_hash, chain, layer, shape)
    return (await desk.kept(about, work, f"graphsvc export graph --out graph.{shape}")).response(request)
