"""Loading: files become submissions, fill their slots, and the new composition is published, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from graphsvc.domain.collecting import rarely_collected
from graphsvc.domain.decisions import in_force
from graphsvc.domain.errors import InputError, LoadError
from graphsvc.domain.notices import Notice
from graphsvc.domain.ports import DatasetLoader, Part, Progress, Reply, Store, VersionInfo
from graphsvc.domain.submission import LoadOptions, Slot, Staged


@dataclass(frozen=True)
class LoadOutcome:
    """What a load or a validation came to. ``version_id`` is None where nothing was or would be stored."""

    version_id: str | None
    content_hash: str
    published: bool
    parts: tuple[Part, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class Told:
    """What a sender is told of a load: status and words of its door, and whether it was told so before."""

    status: int
    body: bytes
    is_repeated: bool = False


def content_hash_of(parts: Sequence[Part]) -> str:
    """``sha256:…`` over slots and canonical content alone: the same on every store, machine and day."""
    ordered = sorted(parts, key=lambda part: part.staged.slot)
    body = [[p.staged.slot.chain, p.staged.slot.region, dict(p.resolved.tables.digests)] for p in ordered]
    return "sha256:" + hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()


def compose(fresh: Sequence[Staged], kept: Sequence[Part], loader: DatasetLoader, progress: Progress) -> list[Part]:
    """Resolve every submission of a composition among its neighbours, in slot order, and keep one row per fact.

    Of the ``kept`` parts of a version only those are resolved again in which something they refer to has changed;
    a ``fresh`` submission takes the place of the kept one in its slot, and where it is the same one, so does this.

    Raises
    ------
    LoadError
        Submissions are refused among their neighbours; each is named.
    """
    with rarely_collected():
        return _compose(fresh, kept, loader, progress)


def _compose(fresh: Sequence[Staged], kept: Sequence[Part], loader: DatasetLoader, progress: Progress) -> list[Part]:
    replaced = {staged.slot for staged in fresh}
    standing = [part.staged for part in kept if part.staged.slot not in replaced]
    ordered = sorted([*fresh, *standing], key=lambda s: s.slot)
    before = {part.staged.slot: part.resolving for part in kept}
    parts: list[Part] = []
    refused: list[LoadError] = []
    resolve = loader.resolver(ordered)
    for i, staged in enumerate(ordered):
        progress(i / len(ordered), "resolve")
        try:
            resolving = resolve(staged, before.get(staged.slot))
            parts.append(Part(staged, resolving.resolved, resolving))
        except LoadError as error:
            refused.append(error)
    if refused:
        raise LoadError.together(refused)
    return loader.reconcile(parts)


def load(
    paths: Sequence[Path],
    options: LoadOptions,
    store: Store,
    loader: DatasetLoader,
    progress: Progress,
    reply: Callable[[LoadOutcome], Reply] | None = None,
) -> LoadOutcome:
    """Read with the decisions in force, resolve and publish.

    No new version where the composition of submissions is the published one.

    ``reply`` tells what the sender is told; it is kept in the store together with the version.
    """
    fresh = loader.read(paths, replace(options, decisions=in_force(store.decisions())), progress)
    latest = store.latest()
    slots = {s.slot for s in fresh}
    is_same = latest is not None and {(s.slot, s.submission_id) for s in fresh} <= {
        (e.slot, e.submission_id) for e in latest.slots
    }
    parts = _as_published(fresh, store, latest) if latest is not None and is_same else None
    if parts is None:
        kept = store.parts(latest.version_id, slots) if latest is not None else []
        parts = compose(fresh, kept, loader, progress)
    notices = _notices(parts, slots)
    if latest is not None and is_same:
        same = LoadOutcome(latest.version_id, latest.content_hash, False, _fresh(parts, slots), notices)
        if reply is not None:
            store.remember_reply(reply(same))
        return same

    def outcome(version: VersionInfo) -> LoadOutcome:
        return LoadOutcome(version.version_id, version.content_hash, True, _fresh(parts, slots), notices)

    progress(0.9, "publish")
    told = None if reply is None else lambda version: reply(outcome(version))
    version = store.publish(parts, content_hash_of(parts), latest.version_id if latest else None, told)
    progress(1.0, "publish")
    return outcome(version)


def _as_published(fresh: Sequence[Staged], store: Store, version: VersionInfo) -> list[Part] | None:
    """Submissions that a version has, with what they came to in it; None where the store cannot tell.

    Under another file name another place would have been told, so such a file is resolved again.
    """
    kept = store.published(version.version_id, {s.slot for s in fresh})
    if any(s.slot not in kept or kept[s.slot].files != tuple(f.name for f in s.files) for s in fresh):
        return None
    return [Part(s, kept[s.slot].resolved) for s in sorted(fresh, key=lambda s: s.slot)]


def load_once(
    paths: Sequence[Path],
    options: LoadOptions,
    store: Store,
    loader: DatasetLoader,
    progress: Progress,
    tell: Callable[[LoadOutcome], Told],
    key: str | None,
) -> Told:
    """Load files and tell what came of it; sent again under its ``key`` it loads nothing and is told the same.

    What ``tell`` says is kept in the store together with the version. Without a key every load is one of its own
    (and files that change nothing publish nothing, see ``load``). Refusals are not kept.

    Raises
    ------
    InputError
        ``idempotency_conflict``: the key was used for other files, another chain or another region.
    """
    if key is None:
        return tell(load(paths, options, store, loader, progress))
    asked, name = _digest(paths, options), hashlib.sha256(key.encode()).hexdigest()  # a key may hold a number
    kept = store.reply(name)
    if kept is not None:
        if kept.request != asked:
            raise InputError("idempotency_conflict", key=key)
        return Told(kept.status, kept.body, is_repeated=True)

    def reply(outcome: LoadOutcome) -> Reply:
        told = tell(outcome)
        return Reply(name, asked, told.status, told.body)

    outcome = load(paths, options, store, loader, progress, reply)
    told = store.reply(name) or reply(outcome)  # another process may have been first
    return Told(told.status, told.body)


def _digest(paths: Sequence[Path], options: LoadOptions) -> str:
    files = [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths]
    return hashlib.sha256(orjson.dumps([files, options.chain, options.region])).hexdigest()


def validate(
    paths: Sequence[Path], options: LoadOptions, store: Store | None, loader: DatasetLoader, progress: Progress
) -> LoadOutcome:
    """The same verdict as ``load`` would give on this store; nothing is written."""
    decisions = in_force(store.decisions()) if store is not None else ()
    fresh = loader.read(paths, replace(options, decisions=decisions), progress)
    slots = {s.slot for s in fresh}
    latest = store.latest() if store is not None else None
    kept = store.parts(latest.version_id, slots) if store is not None and latest is not None else []
    parts = compose(fresh, kept, loader, progress)
    return LoadOutcome(None, content_hash_of(parts), False, _fresh(parts, slots), _notices(parts, slots))


def _fresh(parts: Sequence[Part], slots: set[Slot]) -> tuple[Part, ...]:
    return tuple(p for p in parts if p.staged.slot in slots)


def _notices(parts: Sequence[Part], slots: set[Slot]) -> tuple[Notice, ...]:
    said = [n for p in _fresh(parts, slots) for n in (*p.staged.notices, *p.resolved.notices)]
    return tuple({id(notice): notice for notice in said}.values())
