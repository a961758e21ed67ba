"""Decisions of persons in SQL: appended, never changed; the last one about a doubt counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, func, insert, select

from graphsvc.domain.decisions import Decision, Doubt
from graphsvc.stores import schema


def read_decisions(connection: Connection) -> tuple[Decision, ...]:
    """Every decision, oldest first."""
    one = schema.decisions
    return tuple(
        Decision(Doubt(**row.doubt), row.verdict, row.value, row.decided_by, row.decided_at, row.note)
        for row in connection.execute(select(one).order_by(one.c.sequence))
    )


def add_decisions(connection: Connection, decisions: Sequence[Decision]) -> None:
    """Append decisions in their order; the caller holds the pointer, so that nobody appends meanwhile."""
    last = connection.scalar(select(func.max(schema.decisions.c.sequence))) or 0
    rows = [
        {
            "sequence": last + n,
            "doubt_key": each.doubt.key,
            "doubt": asdict(each.doubt),
            "verdict": each.verdict,
            "value": each.value,
            "decided_by": each.decided_by,
            "decided_at": each.decided_at,
            "note": each.note,
        }
        for n, each in enumerate(decisions, start=1)
    ]
    if rows:
        connection.execute(insert(schema.decisions), rows)
