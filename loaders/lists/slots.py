"""Which slot a submission fills: chain and region as its lists say, else as the caller says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graphsvc.domain.errors import LoadError
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.submission import LoadOptions, Slot
from loaders.cells.places import region
from loaders.entity_names import name_key
from loaders.raw_cells import Row, text_in


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
    chain = text_in(first, "chain_code") or _chain_of(chains, text_in(first, "chain_name"))
    place = text_in(first, "region_code") or next(filter(None, (text_in(row, "region_code") for row in chains)), None)
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
        raise no_slot(file, [word for word, value in (("chain", chain), ("region", place)) if not value], {})
    for row in head:
        row["chain_code"] = row.get("chain_code") or chain
        row["region_code"] = row.get("region_code") or place
    for row in chains:
        if not row.get("chain_code") and len(chains) == 1:
            row["chain_code"] = chain
    return Slot(chain, place)


_WORDS = {"chain": ("产业链编码", "chain code"), "region": ("区划代码", "region code")}


def no_slot(file: str, lacking: Sequence[str], others: Mapping[str, Sequence[str]]) -> LoadError:
    """The refusal of a file that names no chain or region; ``others`` are codes that other files of the load name."""
    offers = [(word, code) for word in lacking for code in others.get(word, ())]
    named = "、".join(code for _, code in offers)
    facts = {
        "lacking": " ".join(lacking),
        "lacking_zh": "和".join(_WORDS[word][0] for word in lacking),
        "lacking_en": " and ".join(_WORDS[word][1] for word in lacking),
        "options": " ".join(f"--{word}" for word in lacking),
        "offer_zh": f"（其他文件用的是 {named}）" if named else "",
        "offer_en": f" (other files use {named})" if named else "",
    }
    return _refused("no_slot", file, **facts)


def _chain_of(chains: Sequence[Row], name: str | None) -> str | None:
    """Code of the chain with that name, else of the only one."""
    named = [row for row in chains if name and name_key(text_in(row, "chain_name") or "") == name_key(name)]
    pool = named or list(chains)
    return text_in(pool[0], "chain_code") if len(pool) == 1 else None


def _refused(code: str, file: str, **facts: str) -> LoadError:
    facts = {"file": file, **facts}
    return LoadError(code, notices=[Notice(code, Place(file=file), None, "refused", facts)], **facts)
