"""A version in memory: chains by their names, told apart where names are the same."""

from __future__ import annotations

from graphsvc.domain.snapshot import GraphSnapshot
from graphsvc.domain.tables import ChainTables, arrow_table


def _names(**named: str) -> dict[str, str]:
    rows = [{"chain_code": code, "chain_name": name, "slot_chain": code} for code, name in named.items()]
    tables = ChainTables({"chains": arrow_table("chains", rows)})
    return {code: info.name for code, info in GraphSnapshot(None, "sha256:0", tables).chains.items()}


def test_chains_of_one_name_are_called_by_their_codes_as_well() -> None:
    assert _names(C1="示例轮胎", C2="示例轮胎", C3="示例汽车") == {
        "C1": "示例轮胎 C1", "C2": "示例轮胎 C2", "C3": "示例汽车",
    }  # fmt: skip


def test_names_of_their_own_stay() -> None:
    assert _names(C1="示例轮胎", C2="示例汽车") == {"C1": "示例轮胎", "C2": "示例汽车"}
