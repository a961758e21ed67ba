"""Who decides: firms merged under their root controller, and where firms stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from graphsvc.domain.rows import FirmRow

_STATE_SUPERVISOR = re.compile(r"国资委|国有资产监督管理|国有资产管理委员会|财政[厅局部]|人民政府")


def control_groups(firms: Iterable[FirmRow]) -> dict[str, str]:
    """Root controller of each firm that has one: firm id -> group id (credit code, else name, of the controller).

    A controller that is itself listed is
    followed upwards. Firms that share only a state-asset supervision body stay apart, as the disclosure rule for
    listed companies has it.
    """
    rows = list(firms)
    by_name = {row["name"]: row["firm_id"] for row in rows if row.get("name")}
    code_of_name = {
        row["controller"]: row["controller_uscc"]
        for row in rows
        if row.get("controller") and row.get("controller_uscc")
    }
    parent: dict[str, str] = {}
    for row in rows:
        name, code = row.get("controller"), row.get("controller_uscc")
        if name and _STATE_SUPERVISOR.search(name):
            continue
        target = code or (code_of_name.get(name) or by_name.get(name) or name if name else None)
        if target and target != row["firm_id"]:
            parent[row["firm_id"]] = target
    return {firm: _root(firm, parent) for firm in parent}


def _root(firm: str, parent: Mapping[str, str]) -> str:
    seen = [firm]
    while (above := parent.get(seen[-1])) is not None:
        if above in seen:
            return min(seen[seen.index(above) :])
        seen.append(above)
    return seen[-1]


def origin_of(firm_id: str, regions: Iterable[str] | None) -> tuple[str, str]:
    """(region, country) of a source that stands outside sheet 05, each "" where unknown.

    An id ``ext:<origin>:<product>`` names its origin; a credit code carries its region in characters 3-8; else the
    place given beside the supplier counts.
    """
    if firm_id.startswith("ext:"):
        place = firm_id.split(":")[1]
        return _place(place)
    for place in regions or ():
        found = _place(place)
        if any(found):
            return found
    if not firm_id.startswith("~") and len(firm_id) == 18 and firm_id[2:8].isdigit():
        return firm_id[2:8], "CN"
    return "", ""


def credit_code(firm_id: str) -> str | None:
    """The credit code that an id of a firm is; None for firms known by name or by where they supply from."""
    return None if firm_id.startswith(("~", "ext:")) else firm_id


def _place(place: str) -> tuple[str, str]:
    if re.fullmatch(r"\d{6}", place):
        return place, "CN"
    if re.fullmatch(r"[A-Z]{2}", place):
        return "", place
    return "", ""


def region_prefix(code: str) -> str:
    """Digits of a six-digit region code that every region below it shares, e.g. 370000 -> 37, 371300 -> 3713."""
    while code.endswith("00"):
        code = code[:-2]
    return code


def lies_in(code: str, region: str) -> bool:
    """Whether a region code lies under ``region``; everything lies under ""."""
    return bool(code) and code.startswith(region_prefix(region)) if region else True
