"""Workbooks that go round: the empty one to fill in, and what is loaded, written back so that it loads as the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from graphsvc.domain.dictionary import list_name, sheet_of
from graphsvc.domain.errors import InputError, LoadError, NotFound, ParameterError
from graphsvc.domain.notices import Lang, Notice, NoticeDocument, Place, notice_document
from graphsvc.domain.ports import DatasetLoader, SlotEntry, Store, VersionInfo, Writer
from graphsvc.domain.reference import region_name
from graphsvc.domain.secrecy import highest
from graphsvc.domain.submission import LoadOptions, Slot, Staged
from graphsvc.domain.template import EXAMPLE
from graphsvc.domain.values import Document
from graphsvc.judgements.objects import find_region, unknown_object

LONGEST = 200
"""Characters of a text that the template is filled with."""

ENTRIES: Mapping[str, str] = {
    "chain_name": "chain_name",
    "chain": "chain_code",
    "region": "region_code",
    "year": "data_year",
    "as_of": "as_of",
    "compiled_by": "compiled_by",
}
"""What the template may be filled with, to the field of sheet 00."""


@dataclass(frozen=True)
class SlotFile:
    """One slot of a version as a workbook.

    ``differs`` are the tables that would come back otherwise, ``refused`` why the file would not be read again.
    """

    slot: Slot
    body: bytes
    secrecy: str | None
    n_rows: int
    differs: tuple[str, ...] = ()
    refused: LoadError | None = None

    @property
    def is_same(self) -> bool:
        """Whether it loads as the same content."""
        return not self.differs and self.refused is None


def template_file(writer: Writer, given: Mapping[str, str | None]) -> bytes:
    """The empty workbook; ``given`` (names of ``ENTRIES``) stands in its sheets 00 and 01 already.

    Raises
    ------
    ParameterError
        ``bad_entry``: an entry that a load would not read as it is meant.
    """
    told = {name: text for name, text in given.items() if text is not None}
    for name, text in told.items():
        _check(name, text)
    return writer.template({ENTRIES[name]: text.strip() for name, text in told.items()})


def _check(name: str, text: str) -> None:
    pattern = sheet_of("chains").column("chain_code").rules["pattern"]
    if name == "chain" and not re.fullmatch(pattern, text):
        raise _refused(
            name, text, "应为两个大写字母、-C 和两位数字，如 SD-C02", "two capitals, -C and two digits, like SD-C02"
        )
    if name == "region" and not (re.fullmatch("[0-9]{6}", text) and region_name(text)):
        raise _refused(name, text, "应为 GB/T 2260 的六位代码，如 370500", "a six-digit code of GB/T 2260, like 370500")
    if name == "year" and not re.fullmatch("(19|20)[0-9]{2}", text):
        raise _refused(name, text, "应为四位年份，如 2023", "a year of four digits, like 2023")
    if name == "as_of" and not _is_day(text):
        raise _refused(name, text, "应为日期，如 2023-12-31", "a date like 2023-12-31")
    is_told = text.strip() and len(text) <= LONGEST and text.isprintable() and not text.startswith(EXAMPLE)
    if not is_told:
        raise _refused(name, text, f"应为 1 到 {LONGEST} 个字符", f"1 to {LONGEST} characters")


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and 1900 < date.fromisoformat(text).year <= 2100
    except ValueError:
        return False


def _refused(name: str, text: str, zh: str, en: str) -> ParameterError:
    return ParameterError("bad_entry", name=name, value=text[:40], expected_zh=zh, expected_en=en)


def slots_of(version: VersionInfo, chain: str | None, region: str | None) -> Sequence[SlotEntry]:
    """The slots of a version with this chain and this region; of all where none is named.

    Raises
    ------
    NotFound, ParameterError
        No slot of that chain or that region.
    """
    find_region(region)
    chains = {entry.slot.chain for entry in version.slots}
    if chain is not None and chain not in chains:
        raise unknown_object("chain", chain, sorted(chains))
    found = [e for e in version.slots if chain in (None, e.slot.chain) and region in (None, e.slot.region)]
    if not found:
        raise NotFound("no_such_slot", version=version.version_id, known=_shown(version.slots))
    return found


def only_slot(version: VersionInfo, entries: Sequence[SlotEntry]) -> SlotEntry:
    """The one slot; InputError (``several_slots``) where there are more, since one workbook is one slot."""
    if len(entries) > 1:
        raise InputError("several_slots", version=version.version_id, n=len(entries), known=_shown(entries))
    return entries[0]


def slot_file(store: Store, loader: DatasetLoader, writer: Writer, entry: SlotEntry) -> SlotFile:
    """A slot as a workbook, read again to see that it comes back as the same content.

    Raises
    ------
    InputError
        ``no_workbook``: the slot was loaded from another format, which holds what no list does.
    """
    staged = store.staged(entry.submission_id)
    counts = staged.tables.n_rows()
    heads = staged.tables.rows("submissions")
    if any(head.get("format") for head in heads):
        raise InputError("no_workbook", slot=_shown([entry]))
    body = writer.slot(staged)
    secrecy = highest(head["secrecy"] for head in heads)
    try:
        differs, refused = _differs(staged, body, loader), None
    except LoadError as error:
        differs, refused = (), error
    return SlotFile(entry.slot, body, secrecy, sum(counts.values()), differs, refused)


def file_names(entries: Sequence[SlotEntry]) -> list[str]:
    """A file name for each slot: chain and region in plain letters, the submission's id behind where two are alike."""
    stems = [re.sub(r"[^0-9A-Za-z-]+", "_", f"{e.slot.chain}_{e.slot.region}").strip("_")[:100] for e in entries]
    alike = {stem for stem in stems if stems.count(stem) > 1 or not stem}
    named = zip(entries, stems, strict=True)
    return [f"{'_'.join(filter(None, (s, e.submission_id))) if s in alike else s}.xlsx" for e, s in named]


def slot_document(file: SlotFile) -> Document:
    """What is said of a workbook that was written."""
    return {
        "chain": file.slot.chain,
        "region": file.slot.region,
        "secrecy": file.secrecy,
        "n_rows": file.n_rows,
        "same_content": file.is_same,
    }


def warnings_of(file: SlotFile, name: str, lang: Lang) -> list[NoticeDocument]:
    """Warnings about a workbook under its name: none where it loads as the same content."""
    if file.refused is not None:
        reason = file.refused.document(lang)["title"]
        notices = [Notice("round_trip_refused", Place(file=name), facts={"file": name, "reason": reason})]
    else:
        facts = {"file": name, "tables": "、".join(map(list_name, file.differs))}
        notices = [Notice("round_trip_differs", Place(file=name), facts=facts)] if file.differs else []
    return [notice_document(notice, lang) for notice in notices]


def _differs(staged: Staged, body: bytes, loader: DatasetLoader) -> tuple[str, ...]:
    """Tables that a workbook gives otherwise than they are when it is read."""
    with TemporaryDirectory(prefix="graphsvc-") as folder:
        path = Path(folder, "workbook.xlsx")
        path.write_bytes(body)
        options = LoadOptions(chain=staged.slot.chain, region=staged.slot.region or None)
        (again,) = loader.read([path], options, lambda fraction, stage: None)
    ours, theirs = staged.tables.digests, again.tables.digests
    return tuple(sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name)))


def _shown(entries: Sequence[SlotEntry]) -> str:
    return "、".join(f"{entry.slot.chain} {entry.slot.region}".strip() for entry in entries)
