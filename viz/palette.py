"""How a status looks: colour, symbol, line style; its word stands in ``labels.toml``. Never colour alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from graphsvc.domain.chain_map import Status

FONTS: Mapping[str, str] = MappingProxyType(
    {
        "zh": "'Microsoft YaHei','PingFang SC','Noto Sans CJK SC','Source Han Sans SC',"
        "'WenQuanYi Micro Hei',sans-serif",
        "en": "'Segoe UI','Helvetica Neue',Arial,'Noto Sans','Microsoft YaHei','Noto Sans CJK SC',sans-serif",
    }
)

INK = "#1f2d3d"
QUIET_INK = "#566474"
LINK = "#93a4b5"
ACCENT = "#0b5cad"
LANE_FILL = "#f3f6f9"
LANE_INK = "#33485c"
CHOKE = "#b3151b"
FINAL = "#0b3d6b"


@dataclass(frozen=True)
class Look:
    """One status: ``dash`` in picture units (empty = solid), ``icon`` an SVG path drawn in a 14 × 14 field."""

    symbol: str
    fill: str
    stroke: str
    ink: str
    width: float
    dash: tuple[int, ...]
    icon: str
    is_filled: bool = False


_CIRCLE = "M12.5 7A5.5 5.5 0 1 1 1.5 7A5.5 5.5 0 1 1 12.5 7Z"

STATUSES: tuple[Status, ...] = ("missing", "single_source", "weak", "normal", "strong", "unknown")

LOOKS: Mapping[Status, Look] = MappingProxyType(
    {
        "missing": Look("✕", "#fdecea", "#c62828", "#8e1b1b", 1.8, (6, 4), "M3 3L11 11M11 3L3 11"),
        "single_source": Look(
            "①", "#f4eafa", "#7b1fa2", "#5e1780", 1.8, (), _CIRCLE + "M5.6 5.4L7.4 4V10.2M5.6 10.2H9"
        ),
        "weak": Look("▽", "#fff5df", "#b26a00", "#7a4700", 1.8, (10, 3, 2, 3), "M2 3H12L7 11.5Z"),
        "normal": Look("○", "#ffffff", "#8595a5", "#42525f", 1.1, (), _CIRCLE),
        "strong": Look("●", "#e7f4ea", "#2e7d32", "#1b5e20", 2.4, (), _CIRCLE, True),
        "unknown": Look(
            "?",
            "#eef0f2",
            "#7d868f",
            "#4a545c",
            1.4,
            (2, 3),
            "M4.2 5A2.8 2.6 0 1 1 8.4 7.2C7.3 7.9 7 8.3 7 9.4M7 11.6V12.2",
        ),
    }
)


@dataclass(frozen=True)
class RiskLook:
    """One risk grade of a choke point: colour of its mark, of the word on it, and the symbol that goes with it."""

    fill: str
    ink: str
    symbol: str


RISK_LOOKS: Mapping[str, RiskLook] = MappingProxyType(
    {
        "red": RiskLook("#b3151b", "#ffffff", "▲"),
        "orange": RiskLook("#b85c00", "#ffffff", "◆"),
        "yellow": RiskLook("#f4c832", "#3d3000", "■"),
        "green": RiskLook("#2e7d32", "#ffffff", "●"),
    }
)

RISK_TONES: Mapping[str, str] = MappingProxyType(
    {"red": "#b3151b", "orange": "#a84d00", "yellow": "#806000", "green": "#2e7d32"}
)
"""Colours of symbols and figures that stand on paper or on a tint, dark enough to be read."""

NECESSITY_DASH: Mapping[str, tuple[int, ...]] = MappingProxyType({"必需": (), "可部分替代": (7, 4), "非必需": (2, 4)})


def dash_of(necessity: str | None) -> tuple[int, ...]:
    """Line style of a link; a necessity nobody named is drawn like an essential one."""
    return NECESSITY_DASH.get(necessity or "", ())
