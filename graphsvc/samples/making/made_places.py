"""Where sample firms stand and what they are called: places, coordinates, brands, parks."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from graphsvc.domain.reference import region_name

CENTRES = {
    "3701": (117.00, 36.65), "3702": (120.38, 36.20), "3703": (118.05, 36.81), "3704": (117.32, 34.85),
    "3705": (118.60, 37.43), "3706": (121.20, 37.40), "3707": (119.10, 36.71), "3708": (116.59, 35.41),
    "3709": (117.09, 36.10), "3710": (122.00, 37.30), "3711": (119.30, 35.50), "3713": (118.36, 35.20),
    "3714": (116.50, 37.30), "3715": (115.99, 36.46), "3716": (117.90, 37.38), "3717": (115.60, 35.23),
    "1101": (116.40, 39.90), "1302": (118.18, 39.63), "2102": (121.61, 38.91), "3101": (121.47, 31.23),
    "3201": (118.80, 32.06), "3202": (120.30, 31.57), "3205": (120.60, 31.30), "3302": (121.55, 29.87),
    "3304": (120.75, 30.75), "3401": (117.28, 31.86), "3502": (118.10, 24.48), "3601": (115.89, 28.68),
    "4101": (113.65, 34.76), "4201": (114.30, 30.60), "4301": (112.98, 28.20), "4403": (114.06, 22.54),
    "4406": (113.12, 23.02), "5101": (104.07, 30.67), "6101": (108.95, 34.27),
}  # fmt: skip
"""Rough centre of each city, degrees east and north; firms stand near it."""

OUTSIDE = {
    "320500": 4, "320200": 3, "330200": 3, "310115": 2, "440300": 3, "440600": 1, "340100": 2, "420100": 2,
    "410100": 1, "510100": 2, "430100": 1, "130200": 1, "330400": 1, "350200": 1, "320100": 1, "610100": 1,
}  # fmt: skip
"""Cities of makers in other provinces and how often they are chosen; ``[outside]`` of a chain replaces it."""

_FIRST = "恒鲁泰华瑞盛海岱齐泉峰润嘉凯正宏远新科众德信汇博立永金安昌源"
_SECOND = "信达元通力泽丰晟辉升创拓驰兴隆康诚源茂宇邦成铭航原图业"


def coordinates(region: str, dice: Random) -> tuple[float, float] | None:
    """A place near the centre of the region's city; None for a city without centre."""
    centre = CENTRES.get(region[:4])
    if centre is None:
        return None
    return centre[0] + dice.uniform(-0.18, 0.18), centre[1] + dice.uniform(-0.15, 0.15)


def short_name(region: str) -> str:
    """A place name without its 市 or 区: 临淄."""
    name = region_name(region).removesuffix("新区")
    for tail in ("省", "市"):
        name = name.split(tail, 1)[1] if tail in name[:-1] else name
    return name[:-1] if len(name) > 2 and name[-1] in "市区县" else name


class Names:
    """Firm names that differ from each other and from those already taken."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def make(self, region: str, trade: str, dice: Random) -> str:
        """示例 + place + brand + trade + 有限公司."""
        while True:
            brand = dice.choice(_FIRST) + dice.choice(_SECOND)
            tail = dice.choices(("有限公司", "科技有限公司", "股份有限公司"), (6, 3, 2))[0]
            name = f"示例{short_name(region)}{brand}{trade}{tail}"
            if f"{short_name(region)}{brand}" not in self._taken:
                self._taken.add(f"{short_name(region)}{brand}")
                return name

    def group(self, dice: Random) -> str:
        """示例 + brand + 控股集团."""
        while True:
            name = f"示例{dice.choice(_FIRST)}{dice.choice(_SECOND)}{dice.choice(_SECOND)}控股集团有限公司"
            if name not in self._taken:
                self._taken.add(name)
                return name


def choose_place(places: dict[str, float], used: set[str], dice: Random) -> str:
    """A place by weight that is not among the used ones; any place where all are used."""
    free = [place for place in places if place not in used] or list(places)
    return dice.choices(free, [places[place] for place in free])[0]
