"""One outage told: the scenario that plays it, the curve of output and the lanes around it, for reports and pages."""

from __future__ import annotations

from math import ceil
from typing import Any

from graphsvc.domain.report import CurvePicture, LanePicture, Note
from graphsvc.domain.values import Values
from graphsvc.judgements.workspace import Facts
from graphsvc.usecases.maps.outage_lanes import outage_lanes
from graphsvc.usecases.report.asking import Said, bounded

HORIZON_DAYS = 90.0
AFTER_RECOVERY_DAYS = 15
"""How far the curve of an outage runs beyond its recovery."""
LONGEST_DAYS = 1095.0


def outage_scenario(row: Values) -> dict[str, Any]:
    """The outage of a row of ``choke-points`` as ``stress-test`` takes it: until it has recovered, and a little on."""
    recover = row["ttr_days"]
    shock = {"entity_type": row["entity_type"], "entity_id": row["entity_id"]}
    if recover is not None:
        shock["duration"] = recover
    end = HORIZON_DAYS if recover is None else max(HORIZON_DAYS, float(ceil(recover)) + AFTER_RECOVERY_DAYS)
    return {"scenario": {"shocks": [shock]}, "horizon_days": min(end, LONGEST_DAYS)}


def outage_curve(row: Values, outage: Said, notes: tuple[Note, ...] = ()) -> CurvePicture:
    """Final output while the entity of ``row`` is out, by the answer to ``stress-test``."""
    points = tuple((p["day"], p["output"]) for p in outage.summary["curve"])
    end = float(str(outage.answer.parameters["horizon_days"]))
    loss = bounded(row, "loss_days", "full_d")
    return CurvePicture(row["name"], points, end, row["tts_days"], row["ttr_days"], loss, notes)


def outage_picture(facts: Facts, row: Values, outage: Said | None, notes: tuple[Note, ...] = ()) -> LanePicture:
    """Who hangs on the entity of ``row``: first short day and lowest output by firm, over its products."""
    hit: dict[str, tuple[float, float]] = {}
    for r in outage.rows if outage is not None else ():
        first, lowest = hit.get(r["firm_id"], (float("inf"), 1.0))
        hit[r["firm_id"]] = (min(first, r["first_day"] or 0.0), min(lowest, r["min_output"]))
    boxes, links, n_more = outage_lanes(facts, row["entity_type"], row["entity_id"], hit)
    return LanePicture(row["name"], boxes, links, n_more, notes)
