"""The sheet for chain chiefs as a file."""

from __future__ import annotations

from collections.abc import Sequence

from graphsvc.domain.gap_reviews import GapReview
from graphsvc.domain.notices import Lang
from graphsvc.domain.pages import Frame, Goto
from graphsvc.domain.ports import Painter
from graphsvc.judgements.objects import find_chain, find_region
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.pages.chief import chief


def chief_sheet(
    analyst: Analyst, kept: Sequence[GapReview], painter: Painter, chain: str | None, region: str | None, lang: Lang,
    at: str | None = None,
) -> bytes:  # fmt: skip
    """One sheet a chain, of all chains where none is named, as an HTML page that works offline.

    Raises
    ------
    NotFound, ParameterError
        No such chain or region.
    """
    version = analyst.version(at)
    snapshot = analyst.workspace(version.version_id).snapshot
    code, place = find_chain(snapshot, chain), find_region(region)
    page = chief(analyst, kept, [code] if code else list(snapshot.chains), place, version.version_id, is_page=False)
    dates = [info.as_of for info in snapshot.chains.values() if info.as_of]
    frame = Frame(Goto("/"), version_id=version.version_id, as_of=max(dates, default=snapshot.as_of),
                  secrecy=snapshot.secrecy)  # fmt: skip
    return painter.sheet(page, frame, lang)
