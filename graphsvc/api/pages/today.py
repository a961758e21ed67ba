"""The start page, and files dropped on it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from graphsvc.api.pages.serving import page
from graphsvc.usecases.pages.today import today

router = APIRouter()


@router.get("/")
async def start(request: Request) -> Response:
    """What is to be seen this morning."""
    return await page(request, lambda asked: today(asked.analyst, asked.region, asked.at))
