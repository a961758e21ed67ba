"""The workbook itself: the empty one to fill in, and a submission written back as one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.desk import Desk, Made
from graphsvc.api.negotiation import XLSX, checked_text, pinned
from graphsvc.api.schemas import NAME, REGION, problems
from graphsvc.domain.errors import ParameterError
from graphsvc.usecases.workbooks import ENTRIES, file_names, only_slot, slot_file, slots_of, template_file
from graphsvc.wiring import House

router = APIRouter(tags=["workbooks"])
_FILE: dict[int | str, Any] = {200: {"description": "workbook", "content": {XLSX: {}}}}
_ENTRIES: Mapping[str, Mapping[str, Any]] = {
    "chain_name": NAME,
    "chain": {"type": "string", "pattern": "^[A-Z]{2}-C[0-9]{2}$", "examples": ["SD-C02"]},
    "region": REGION,
    "year": {"type": "string", "pattern": "^(19|20)[0-9]{2}$", "examples": ["2023"]},
    "as_of": {"type": "string", "format": "date"},
    "compiled_by": NAME,
}


def _parameters(schemas: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {"parameters": [{"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()]}


@router.get("/template", responses={**_FILE, **problems(404, 422, 503)}, openapi_extra=_parameters(_ENTRIES))
async def template(request: Request) -> Response:
    """The empty workbook to fill in, with what is told of chain, region and year already in it."""
    desk: Desk = request.app.state.desk
    given = {name: _one(request, name) for name in ENTRIES}

    def work() -> Made:
        headers = {"Content-Disposition": 'attachment; filename="template.xlsx"'}
        return Made(template_file(desk.writer, given), XLSX, headers)

    return (await desk.kept(("template", given), work, "graphsvc template --out template.xlsx")).response(request)


@router.get(
    "/exports/workbook.xlsx",
    responses={**_FILE, **problems(400, 404, 422, 503)},
    openapi_extra=_parameters({"at": NAME, "chain": NAME, "region": REGION}),
)
async def workbook(request: Request) -> Response:
    """One submission of a version as the workbook that loads as the same content (``X-Same-Content``)."""
    desk: Desk = request.app.state.desk
    house: House = request.app.state.house
    chain, region = _one(request, "chain"), _one(request, "region")
    version = await desk.version(_one(request, "at"))
    entry = only_slot(version, slots_of(version, chain, region))

    def work() -> Made:
        file = slot_file(house.store, house.loader, house.writer, entry)
        headers = {
            "Content-Disposition": f'attachment; filename="{file_names([entry])[0]}"',
            "X-Same-Content": str(file.is_same).lower(),
        }
        return Made(file.body, XLSX, {**headers, **pinned(version)})

    about = ("workbook", version.version_id, version.content_hash, entry.submission_id)
    return (await desk.kept(about, work, "graphsvc export workbook --out workbook.xlsx")).response(request)


def _one(request: Request, name: str) -> str | None:
    """A parameter that may be given once."""
    values = request.query_params.getlist(name)
    if len(values) > 1:
        raise ParameterError(
            "bad_parameter", name=name, value=", ".join(values)[:40], expected_zh="只能给一次", expected_en="given once"
        )
    found: str | None = checked_text(name, values[0]) if values else None
    return found
