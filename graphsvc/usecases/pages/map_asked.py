"""What a map page is asked with: the part drawn, what steps back, what is selected, which part of it is seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from graphsvc.domain.chain_map import RISKS
from graphsvc.domain.nearest import nearest
from graphsvc.domain.pages import Goto, Plain
from graphsvc.usecases.maps.chain_map import MAX_BOXES
from graphsvc.usecases.maps.panorama import WORST_FIRST as STATUSES
from graphsvc.usecases.pages.map_ground import DIRECTIONS, Direction, MapGround, Wanted

HOPS = (1, 2, 3, 4)
DEFAULT_HOPS, DEFAULT_DIRECTION = 2, "both"
PAPERS = ("A4", "A3")


@dataclass(frozen=True)
class MapAsked:
    """The address of a map page, read. Empty texts are what was left out.

    ``focus`` and ``selected`` are as typed; ``view`` is ``table`` where rows are wanted instead of the picture.
    """

    path: str
    focus: str = ""
    hops: int = DEFAULT_HOPS
    direction: Direction = "both"
    status: str = ""
    grade: str = ""
    city: str = ""
    stage: str = ""
    mark: str = ""
    view: str = ""
    paper: str = ""
    selected: str = ""
    camera: tuple[float, float, float, float] | None = None

    def query(self, **changed: Plain) -> dict[str, Plain]:
        """Parameters in their order, defaults left out; ``changed`` by name."""
        own: dict[str, Plain] = {
            "focus": self.focus or None,
            "k": None if self.hops == DEFAULT_HOPS else self.hops,
            "dir": None if self.direction == DEFAULT_DIRECTION else self.direction,
            "status": self.status or None,
            "grade": self.grade or None,
            "city": self.city or None,
            "stage": self.stage or None,
            "mark": self.mark or None,
            "view": self.view or None,
            "paper": self.paper or None,
            "sel": self.selected or None,
            "v": None if self.camera is None else ",".join(f"{x:g}" for x in self.camera),
        }
        return {**own, **changed}

    def goto(self, **changed: Plain) -> Goto:
        """The page with something changed; where the part drawn moves the camera does not go along."""
        return Goto(self.path, self.query(**changed))

    @property
    def wanted(self) -> Wanted:
        """The picture around a focus, or of everything in lanes."""
        return Wanted(self.focus or None, self.hops, self.direction)


def read_map(path: str, given: Mapping[str, str]) -> MapAsked:
    """The address of a map page; what is not known there counts as left out."""
    hops, direction = given.get("k", ""), given.get("dir", "")
    return MapAsked(
        path,
        given.get("focus", "").strip(),
        int(hops) if hops in {str(k) for k in HOPS} else DEFAULT_HOPS,
        next((d for d in DIRECTIONS if d == direction), "both"),
        given["status"] if given.get("status") in STATUSES else "",
        given["grade"] if given.get("grade") in RISKS else "",
        given.get("city", ""),
        given.get("stage", ""),
        "loss" if given.get("mark") == "loss" else "",
        "table" if given.get("view") == "table" else "",
        given["paper"] if given.get("paper") in PAPERS else "",
        given.get("sel", "").strip(),
        read_camera(given.get("v", "")),
    )


def read_camera(text: str) -> tuple[float, float, float, float] | None:
    """``left,top,width,height`` in picture units; None where it is no such thing."""
    parts = text.split(",")
    if len(parts) != 4 or not all(p.lstrip("-").replace(".", "", 1).isdecimal() and len(p) < 9 for p in parts):
        return None
    left, top, width, height = (float(p) for p in parts)
    return (left, top, width, height) if width >= 1.0 and height >= 1.0 else None


@dataclass(frozen=True)
class Found:
    """A product meant by a text: its code, or several it may mean, or the name most like it."""

    code: str | None = None
    candidates: tuple[str, ...] = ()
    nearest: str = ""


def find_on_map(ground: MapGround, text: str, most: int = 12) -> Found:
    """Which product of the map a text means: a code, a name, a part of a name."""
    if not text:
        return Found()
    if text in ground.statuses:
        return Found(text)
    names = {code: ground.facts.names.product(code) for code in ground.order}
    named = [code for code, name in names.items() if name == text]
    parts = named or [code for code, name in names.items() if text.casefold() in name.casefold()]
    if len(parts) == 1:
        return Found(parts[0])
    if parts:
        return Found(candidates=tuple(parts[:most]))
    return Found(nearest=nearest(text, [*names, *names.values()]))


@dataclass(frozen=True)
class Plan:
    """The picture that is drawn. ``n_wanted`` products were too many to draw; ``unknown`` names what is not there."""

    wanted: Wanted
    n_wanted: int = 0
    unknown: Found | None = None


def plan_picture(ground: MapGround, asked: MapAsked, *, by_stage: bool) -> Plan:
    """What to draw: what was asked for where it fits into ``MAX_BOXES``, else the panorama."""
    panorama = Wanted(by_stage=True)
    if by_stage and not asked.focus:
        return Plan(panorama if ground.has_stages else Wanted())
    if not asked.focus:
        n = len(ground.statuses)
        return Plan(panorama, n) if n > MAX_BOXES and ground.has_stages else Plan(Wanted())
    is_stage = asked.focus not in ground.statuses and bool(ground.starts(asked.focus))
    found = Found(asked.focus) if is_stage else find_on_map(ground, asked.focus)
    if found.code is None:
        return Plan(panorama if ground.has_stages else Wanted(), unknown=found)
    wanted = replace(asked.wanted, focus=found.code)
    n = len(ground.near(found.code, asked.hops, asked.direction))
    return Plan(panorama, n) if n > MAX_BOXES and ground.has_stages else Plan(wanted)
