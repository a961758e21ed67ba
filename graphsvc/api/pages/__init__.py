"""Pages for people; each route reads an address, has the page put together by a use case and painted."""

from fastapi import APIRouter

from graphsvc.api.pages import choke_points, docs, maps, moving, today, what_if

router = APIRouter(include_in_schema=False)
for part in (today, choke_points, maps, what_if, moving, docs):
    router.include_router(part.router)
