"""Columns that everything hangs on: what their absence from a list means for the answers."""

from __future__ import annotations

from collections.abc import Mapping

EFFECTS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("firms", "reg_region"): (
        "本地与外地无法区分，本地结论都会是未知",
        "firms here and elsewhere cannot be told apart, so what is said of the region will be unknown",
    ),
    ("firms", "gb4754"): ("行业覆盖无法判断", "which industries are covered cannot be told"),
    ("firms", "year"): ("多年的企业数据无法取舍", "which year a firm's figures are of cannot be told"),
    ("capacities", "state"): (
        "现状与在建、规划无法区分，没有一行能算作现有产能，有没有本地生产都会是未知",
        "present and planned plants cannot be told apart; none counts as present, whether it is made here is unknown",
    ),
    ("products", "unit"): ("数量没有单位，无法换算和相加", "quantities have no unit and cannot be converted or added"),
    ("supplies", "year"): ("多年的供应数据无法取舍", "which year a delivery is of cannot be told"),
}
"""(table, field) to the effect, zh and en."""
