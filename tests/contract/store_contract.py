"""What every store keeps to. A store passes by inheriting the suite and giving the fixture ``store``."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from graphsvc.domain.decisions import Decision, Doubt
from graphsvc.domain.errors import GraphsvcError, NotFound, StoreError
from graphsvc.domain.gap_reviews import GapObject, GapReview
from graphsvc.domain.jobs import Job
from graphsvc.domain.notices import Notice, Place
from graphsvc.domain.ports import Reply, Store, VersionInfo
from graphsvc.domain.sentences import Both, Code, Country, Figure, Joined, Said
from graphsvc.domain.submission import Resolving, Slot
from graphsvc.domain.tables import ChainTables
from graphsvc.stores import sql_store
from tests.contract.small_parts import hash_of, parts_of, small_part

FACTS = {
    "n": 7, "share": 0.5, "is_so": True, "none": None, "texts": ["示例", "甲"],
    "said": Said("l1plus_cut", {"n": (Code("precision", "month"), Country("JP")), "of": 3}),
    "joined": Joined((Figure(1.5, "万元", is_close=True), Both("甲", "A"))),
}  # fmt: skip
"""Every kind of fact that a notice tells."""


def refused(call: Callable[..., object], *arguments: object) -> GraphsvcError:
    """The refusal a call ends with."""
    with pytest.raises(GraphsvcError) as caught:
        call(*arguments)
    assert caught.value.document("zh")["detail"]
    assert caught.value.document("en")["remedy"]
    return caught.value


def publish(store: Store, number: int) -> VersionInfo:
    """One more version upon whatever is the latest."""
    latest = store.latest()
    return store.publish(*parts_of(number), latest.version_id if latest else None)


class StoreContract:
    """The suite."""

    def test_empty_store(self, store: Store) -> None:
        assert store.latest() is None
        assert store.versions() == []
        assert store.answer("0") is None

    def test_version_is_what_was_published(self, store: Store) -> None:
        parts, content_hash = parts_of(1)
        info = store.publish(parts, content_hash, None)
        assert info.version_id == f"v000001-{content_hash.removeprefix('sha256:')[:8]}"
        assert info.content_hash == content_hash
        assert info.created.endswith("Z")
        assert [entry.slot for entry in info.slots] == [Slot("C01", "320100"), Slot("C01", "320200")]
        assert store.latest() == info == store.version(info.version_id)
        assert store.versions() == [info]
        tables = store.tables(info.version_id)
        expected = ChainTables.concat([part.resolved.tables for part in parts])
        assert all(tables[name].equals(expected[name]) for name in expected.names())
        assert hash_of(tables) == content_hash

    def test_slots_come_in_order_however_they_were_handed_in(self, store: Store) -> None:
        parts, content_hash = parts_of(1)
        info = store.publish(parts[::-1], content_hash, None)
        assert [entry.slot.region for entry in info.slots] == ["320100", "320200"]
        regions = store.tables(info.version_id)["supplies"]["slot_region"].to_pylist()
        assert regions == sorted(regions)

    def test_decisions_are_kept_with_their_version_and_without_one(self, store: Store) -> None:
        assert store.decisions() == ()
        odd = Decision(
            Doubt("alias", "firms", "", "示例\x00甲\ud800厂"), "accepted", "~甲厂", "示例员", "2024-01-02T03:04:05.000Z"
        )
        parts, content_hash = parts_of(1)
        info = store.publish(parts, content_hash, None, decisions=[odd])
        back = replace(odd, verdict="withdrawn", value=None, note="示例", decided_at="2024-01-03T03:04:05.000Z")
        store.decide([back], info.version_id)
        assert store.decisions() == (odd, back)
        assert store.latest() == info

    def test_decisions_upon_another_version_are_refused(self, store: Store) -> None:
        one = Decision(Doubt("unit", "", "", "包"), "accepted", "台", "示例员", "2024-01-02T03:04:05.000Z")
        first = publish(store, 1)
        publish(store, 2)
        parts, content_hash = parts_of(3)
        assert refused(store.decide, [one], first.version_id).code == "store_conflict"
        with pytest.raises(StoreError):
            store.publish(parts, content_hash, first.version_id, decisions=[one])
        assert store.decisions() == ()

    def test_conclusions_about_gaps_hold_across_versions(self, store: Store) -> None:
        assert store.gap_reviews() == ()
        publish(store, 1)
        gap, other = (
            GapObject("C01", "320100", "示例\x00品\ud800", "weak_link"),
            GapObject("C01", "", "P2", "weak_link"),
        )
        first = GapReview(gap, "confirmed", "示例\x00备注\ud800", "=甲", "示例员", "2024-01-02T03:04:05.000Z")
        [kept] = store.review_gaps([first])
        assert kept == replace(first, revision=1)
        publish(store, 2)
        again = replace(kept, conclusion="purchasable", note="", reviewed_at="2024-01-03T03:04:05.000Z")
        beside = GapReview(other, "data_gap", reviewed_by="示例员", reviewed_at="2024-01-03T03:04:05.000Z")
        assert [review.revision for review in store.review_gaps([again, beside])] == [2, 1]
        assert store.gap_reviews() == (replace(beside, revision=1), replace(again, revision=2))

    def test_the_second_of_two_conclusions_is_refused_whole(self, store: Store) -> None:
        gap, other = GapObject("C01", "320100", "P1", "weak_link"), GapObject("C01", "320100", "P2", "weak_link")
        first = GapReview(gap, "confirmed", "", "", "示例员", "2024-01-02T03:04:05.000Z")
        store.review_gaps([first])
        for seen in (0, 2):
            late = replace(first, conclusion="data_gap", revision=seen)
            error = refused(store.review_gaps, [GapReview(other, "confirmed"), late])
            assert error.code == "gap_review_conflict"
            assert (error.facts["who"], error.facts["when"]) == ("示例员", "2024-01-02T03:04:05.000Z")
        assert store.gap_reviews() == (replace(first, revision=1),)

    def test_a_job_goes_on_until_it_ends_and_stays_ended(self, store: Store) -> None:
        version = publish(store, 1).version_id
        job = Job(
            "J1", "stages", {"chain": "C01", "scenario": {"shocks": []}}, version, "snapshot", "zh", "json",
            created="2026-01-01T00:00:00.000Z",
        )  # fmt: skip
        later = replace(job, job_id="J2", created="2026-01-02T00:00:00.000Z")
        for one in (job, later):
            store.add_job(one)
        assert store.jobs(9) == (later, job)
        assert store.jobs(1) == (later,)
        half = replace(job, state="running", fraction=0.5, stage="analyse", heard="2026-01-01T00:00:01.000Z")
        assert store.move_job(half)
        assert store.job("J1") == half
        ended = replace(half, state="failed", problem={"code": "busy", "facts": {"queue": 5}})
        assert store.move_job(ended)
        assert not store.move_job(half)
        assert not store.move_job(replace(half, state="succeeded"))
        assert store.job("J1") == ended
        assert refused(store.job, "J9").code == "unknown_job"

    def test_staged_round_trip(self, store: Store) -> None:
        parts, content_hash = parts_of(1)
        store.publish(parts, content_hash, None)
        for part in parts:
            kept = store.staged(part.staged.submission_id)
            assert replace(kept, tables=part.staged.tables) == replace(part.staged, notices=())
            assert set(kept.tables.names()) == set(part.staged.tables.names())
            assert all(kept.tables[name].equals(part.staged.tables[name]) for name in kept.tables.names())
            [file] = part.staged.files
            assert store.raw_file(file.sha256) == file

    def test_slots_as_published_say_the_same_again(self, store: Store) -> None:
        of_both = Notice("overlap", Place("示例.xlsx", "07", 3, "供方"), "示例\x00\ud800厂", "merged", FACTS)
        parts = [
            replace(part, resolved=replace(part.resolved, notices=(*part.resolved.notices, of_both)))
            for part in parts_of(1)[0]
        ]
        info = store.publish(parts, parts_of(1)[1], None)
        slots = [part.staged.slot for part in parts]
        found = store.published(info.version_id, slots)
        assert list(found) == slots
        for part in parts:
            kept = found[part.staged.slot]
            assert kept.files == tuple(file.name for file in part.staged.files)
            assert kept.resolved.notices == part.resolved.notices
            assert dict(kept.resolved.tables.digests) == dict(part.resolved.tables.digests)
        assert found[slots[0]].resolved.notices[-1] is found[slots[1]].resolved.notices[-1]
        assert list(store.published(info.version_id, slots[:1])) == slots[:1]
        canonical = ChainTables.concat([part.resolved.tables for part in parts])
        assert set(store.tables(info.version_id).names()) == set(canonical.names())

    def test_parts_come_back_with_what_they_were_before_facts_were_reduced(self, store: Store) -> None:
        first, second = parts_of(1)[0]
        alone = replace(first.resolved, tables=second.resolved.tables)
        parts = [replace(first, resolving=Resolving(alone, '{"示例": "甲厂"}')), second]
        info = store.publish(parts, parts_of(1)[1], None)
        kept, other = store.parts(info.version_id, ())
        assert other.resolving is None
        assert kept.resolving is not None
        assert (kept.resolving.asked, kept.resolving.resolved.notices) == ('{"示例": "甲厂"}', alone.notices)
        for found, told in ((kept.resolving.resolved, alone), (kept.resolved, first.resolved)):
            assert dict(found.tables.digests) == dict(told.tables.digests)
            assert all(found.tables[name].equals(told.tables[name]) for name in told.tables.names())
        assert kept.staged.slot == first.staged.slot
        assert [part.staged.slot for part in store.parts(info.version_id, [first.staged.slot])] == [second.staged.slot]

    def test_report_keeps_facts_and_places(self, store: Store) -> None:
        parts, content_hash = parts_of(7)
        store.publish(parts, content_hash, None)
        read, resolved = store.report(parts[0].staged.submission_id)
        assert read["code"] == "small"
        assert read["original"] == "示例\x00甲厂"
        assert (read["sheet"], read["row"], read["column"], read["facts"]) == ("07", 3, "供应商", {"n": 7})
        assert resolved["code"] == "resolved"

    def test_versions_newest_first_and_old_ones_stay(self, store: Store) -> None:
        infos = [publish(store, number) for number in (1, 2, 3)]
        assert store.versions() == infos[::-1]
        assert [info.version_id[:7] for info in infos] == ["v000001", "v000002", "v000003"]
        for info in infos:
            assert hash_of(store.tables(info.version_id)) == info.content_hash

    def test_revert_makes_a_version(self, store: Store) -> None:
        first, second, third = publish(store, 1), publish(store, 2), publish(store, 1)
        assert third.content_hash == first.content_hash != second.content_hash
        assert third.version_id == first.version_id.replace("v000001", "v000003")

    def test_conflict_writes_nothing(self, store: Store) -> None:
        first = publish(store, 1)
        for expected in (None, "v000009-00000000"):
            problem = refused(store.publish, *parts_of(2), expected)
            assert isinstance(problem, StoreError)
            assert problem.code == "store_conflict"
        assert store.versions() == [first]
        assert refused(store.staged, small_part(2, region="320100").staged.submission_id).code == "unknown_submission"

    def test_submission_kept_at_first_publish_is_not_altered(self, store: Store) -> None:
        parts, content_hash = parts_of(1)
        first = store.publish(parts, content_hash, None)
        again = [replace(part, staged=replace(part.staged, notices=())) for part in parts]
        store.publish(again, content_hash, first.version_id)
        assert len(store.report(parts[0].staged.submission_id)) == 2

    @pytest.mark.parametrize("name", ["v9", "", "\x00", "\ud800", "it's", "%"])
    def test_unknown_names(self, store: Store, name: str) -> None:
        publish(store, 1)
        calls: dict[str, list[Callable[[str], object]]] = {
            "unknown_version": [store.version, store.tables, lambda name: store.published(name, [])],
            "unknown_submission": [store.staged, store.report],
            "unknown_file": [store.raw_file],
            "unknown_job": [store.job],
        }
        for code, verbs in calls.items():
            for verb in verbs:
                problem = refused(verb, name)
                assert isinstance(problem, NotFound)
                assert problem.code == code
        assert store.answer(name) is None
        assert refused(store.remember_answer, "a", name, "stages", {}).code == "unknown_version"

    def test_answers_are_remembered_once(self, store: Store) -> None:
        info = publish(store, 1)
        parameters = {"chain": "C01", "horizon_days": 90, "entity": ["firm", "group"], "text": "\x00\ud800"}
        store.remember_answer("a1", info.version_id, "choke-points", parameters)
        store.remember_answer("a1", info.version_id, "stages", {})
        assert store.answer("a1") == (info.version_id, "choke-points", parameters)
        assert store.answer("a2") is None

    def test_first_reply_under_a_key_stays(self, store: Store) -> None:
        first = Reply("k1", "asked", 201, b'{"text":"\xe7\xa4\xba\x00"}')
        assert store.reply("k1") is None
        store.remember_reply(first)
        store.remember_reply(Reply("k1", "other", 200, b""))
        assert store.reply("k1") == first
        assert store.reply("k2") is None
        assert store.reply("\x00\ud800") is None

    def test_reply_is_kept_with_its_version_or_not_at_all(self, store: Store) -> None:
        def told(info: VersionInfo) -> Reply:
            return Reply("k1", "asked", 201, info.version_id.encode())

        parts, content_hash = parts_of(1)
        assert refused(store.publish, parts, content_hash, "v000009-00000000", told).code == "store_conflict"
        assert store.reply("k1") is None
        info = store.publish(parts, content_hash, None, told)
        assert store.reply("k1") == told(info)
        assert refused(store.publish, *parts_of(2), info.version_id, told).code == "store_conflict"
        assert store.versions() == [info]


class SharedStoreContract(StoreContract):
    """What a store for many at once keeps to as well."""

    def test_asked_questions_stay_few(self, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sql_store, "ANSWERS_KEPT", 10)
        monkeypatch.setattr(sql_store, "ANSWERS_LEFT", 6)
        info = publish(store, 1)
        store.remember_answer("long", info.version_id, "stages", {"text": "x" * 3_000})
        for number in range(25):
            store.remember_answer(f"a{number:02d}", info.version_id, "stages", {"limit": number})
        held = [name for name in ("long", *(f"a{number:02d}" for number in range(25))) if store.answer(name)]
        assert 6 <= len(held) <= 10
        assert store.answer("a24") == (info.version_id, "stages", {"limit": 24})
        assert "long" not in held

    def test_of_twenty_publishers_one_wins(self, store: Store) -> None:
        first = publish(store, 0)

        def attempt(number: int) -> str:
            try:
                return store.publish(*parts_of(number), first.version_id).version_id
            except StoreError as problem:
                return problem.code

        with ThreadPoolExecutor(20) as crowd:
            ends = list(crowd.map(attempt, range(1, 21)))
        assert ends.count("store_conflict") == 19
        assert len(store.versions()) == 2
        assert store.latest() in store.versions()

    def test_one_of_many_who_conclude_at_once_is_kept(self, store: Store) -> None:
        gap = GapObject("C01", "320100", "P1", "weak_link")

        def attempt(number: int) -> str:
            try:
                store.review_gaps([GapReview(gap, "confirmed", f"{number}", "", "示例员", "2024-01-02T03:04:05.000Z")])
            except StoreError as problem:
                return problem.code
            return "kept"

        with ThreadPoolExecutor(8) as crowd:
            ends = list(crowd.map(attempt, range(8)))
        assert sorted(ends) == ["gap_review_conflict"] * 7 + ["kept"]
        [kept] = store.gap_reviews()
        assert (kept.revision, kept.note) == (1, f"{ends.index('kept')}")

    def test_readers_see_one_version(self, store: Store) -> None:
        publish(store, 0)

        def read(number: int) -> bool:
            info = store.latest()
            assert info is not None
            return hash_of(store.tables(info.version_id)) == info.content_hash

        with ThreadPoolExecutor(4) as crowd:
            seen = crowd.map(read, range(120))
            for number in range(1, 12):
                publish(store, number)
            assert all(seen)
