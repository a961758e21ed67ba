"""Pages for people; each route reads an address, has the page put together by a use case and painted."""

from fastapi import APIRouter

from graphsvc.api.pages import choke_points, docs, evidence, firms, help, moving, regions, today, versions

router = APIRouter(include_in_schema=False)
for part in (today, choke_points, moving, docs):
    router.include_router(part.router)
router.include_router(evidence.router)
router.include_router(firms.router)
router.include_router(regions.router)
router.include_router(versions.router)
router.include_router(help.router)
