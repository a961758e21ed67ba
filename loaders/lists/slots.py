"""Which slot a submission fills: chain and region as its lists say, else as the caller says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.submission import LoadOptions, Slot
from loaders.cells.places import region
from loaders.entity_names import name_key

Row = dict[str, Any]


def find_slot(tables: Mapping[str, Sequence[Row]], options: LoadOptions, file: str) -> Slot:
    """The slot; chain code and region are filled in where sheets 00 and 01 left them blank.

    Raises
    ------
    LoadError
        ``no_slot``: neither the file nor the options name chain and region; ``slot_conflict``: they differ.
    """
    head = tables.get("submissions", ())
    chains = tables.get("chains", ())
    first: Row = head[0] if head else {}
    chain = first.get("chain_code") or _chain_of(chains, first.get("chain_name"))
    place = first.get("region_code") or next((r["region_code"] for r in chains if r.get("region_code")), None)
    asked = options.region
    if asked is not None:
        found = region(asked)
        if found.code is None:
            raise _refused("bad_region_option", file, value=asked)
        asked = found.code
    for word, told, wanted in (("chain", chain, options.chain), ("region", place, asked)):
        if told and wanted and told != wanted:
            raise _refused("slot_conflict", file, what=word, told=told, wanted=wanted)
    chain, place = chain or options.chain, place or asked
    if not chain or not place:
        lacking = [name for name, value in (("--chain", chain), ("--region", place)) if not value]
        raise _refused("no_slot", file, options=" ".join(lacking))
    for row in head:
        row["chain_code"] = row.get("chain_code") or chain
        row["region_code"] = row.get("region_code") or place
    for row in chains:
        if not row.get("chain_code") and len(chains) == 1:
            row["chain_code"] = chain
    return Slot(chain, place)


def _chain_of(chains: Sequence[Row], name: str | None) -> str | None:
    """Code of the chain with that name, else of the only one."""
    named = [row for row in chains if name and name_key(row.get("chain_name") or "") == name_key(name)]
    pool = named or list(chains)
    return pool[0].get("chain_code") if len(pool) == 1 else None


def _refused(code: str, file: str, **facts: str) -> LoadError:
    facts = {"file": file, **facts}
    return LoadError(code, notices=[Notice(code, Place(file=file), None, "refused", facts)], **facts)
