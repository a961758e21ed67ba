"""What the words mean."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.pages.serving import standing_page
from graphsvc.usecases.pages.help import help_page

router = APIRouter()


@router.get("/help")
async def shown(request: Request) -> Response:
    """Every word with its definition."""
    return await standing_page(request, help_page)
