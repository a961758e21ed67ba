"""Submissions small enough to publish a hundred times a second, and what their versions must look like."""

from __future__ import annotations

import hashlib

import orjson

from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.ports import Part
from graphsvc.domain.submission import RawFile, Resolved, Slot, Staged
from graphsvc.domain.tables import ChainTables, arrow_table


def small_part(number: int, chain: str = "C01", region: str = "320000", n_rows: int = 3) -> Part:
    """A submission of one chain and region whose content depends on ``number`` alone."""
    data = f"upload {number} {chain} {region}".encode() * 40
    file = RawFile(f"示例{chain}.xlsx", hashlib.sha256(data).hexdigest(), data)
    submission_id = hashlib.sha256(f"{file.sha256} {chain} {region}".encode()).hexdigest()[:16]
    slot = Slot(chain, region)

    def tables(supplier: str) -> ChainTables:
        place = {
            "slot_chain": chain,
            "slot_region": region,
            "source_file": file.name,
            "source_sheet": "07",
            "submission_id": submission_id,
        }
        supplies = [
            {
                "supplier": supplier,
                "product": f"P{row}",
                "qty": float(number * 100 + row) if row else None,
                "source_row": row + 3,
                **place,
            }
            for row in range(n_rows)
        ]
        products = [{"product_code": f"P{row}", "product_name": f"示例产品{row}", **place} for row in range(n_rows)]
        return ChainTables(
            {"supplies": arrow_table("supplies", supplies), "products": arrow_table("products", products)}
        )

    read = Notice("small", Place(file.name, "07", 3, "供应商"), "示例\x00甲厂", "kept", {"n": number})
    staged = Staged(submission_id, slot, (file,), tables("示例甲厂"), (read,))
    return Part(staged, Resolved(tables("~甲厂"), (Notice("resolved"),)))


def hash_of(tables: ChainTables) -> str:
    """A content hash that anybody can compute again from the tables of a version."""
    return "sha256:" + hashlib.sha256(orjson.dumps(dict(tables.digests))).hexdigest()


def parts_of(number: int) -> tuple[list[Part], str]:
    """A composition of two slots, one of them the same in every version, and its content hash."""
    parts = [small_part(number, region="320100"), small_part(0, region="320200")]
    return parts, hash_of(ChainTables.concat([part.resolved.tables for part in parts]))
