"""When an issue of the ledger is over."""

from __future__ import annotations

CLOSED = ("已办结", "已销号")
