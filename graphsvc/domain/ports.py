"""What use cases need from the workshops, as protocols; the wiring hands in the real ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

if TYPE_CHECKING:
    import pyarrow as pa

    from graphsvc.domain.chain_map import ChainMap
    from graphsvc.domain.decisions import Decision, Doubt, FilledReview, Proposal
    from graphsvc.domain.gap_reviews import GapReview
    from graphsvc.domain.graph import GraphRows, Properties
    from graphsvc.domain.jobs import Job
    from graphsvc.domain.notices import Lang
    from graphsvc.domain.originals import OriginalRows, SheetKey, WantedRows
    from graphsvc.domain.pages import Frame, Listing, MapDrawn, Page
    from graphsvc.domain.plain_graph import PlainGraph
    from graphsvc.domain.report import Report
    from graphsvc.domain.submission import LoadOptions, RawFile, Resolved, Resolving, Slot, Staged
    from graphsvc.domain.tables import ChainTables
    from graphsvc.domain.values import Document, Values

T = TypeVar("T")

MapEnding = Literal["html", "svg"]
"""What a map comes as."""
ListEnding = Literal["xlsx", "csv", "json"]
"""What a gap list or an answer comes as."""
ColumnarEnding = Literal["parquet", "arrow"]
"""What a table or an answer comes as for other programs; over HTTP ``arrow`` is a stream, else a file."""
AnswerEnding = Literal["xlsx", "csv", "json", "parquet", "arrow"]
"""What an answer comes as over HTTP."""
GraphEnding = Literal["graphml", "gexf", "cyjs", "json"]
"""What a graph comes as."""

REPLY_HOURS = 24
"""How long a reply is kept under its key [h]."""


class Progress(Protocol):
    """Told how far long work has come; raising inside the call is how cancelling arrives."""

    def __call__(self, fraction: float, stage: str) -> None:
        """``fraction`` 0–1 of the whole, ``stage`` a word of the labels."""


Span = tuple[int, int]
"""A chunk of a sweep: the first of its things and the one after its last."""


class Crew(Protocol):
    """Whoever works off the chunks of sweeps, over a ``concurrent.futures.Executor``; one for the whole process.

    Work is a function ``run(first, last)`` that changes nothing outside of itself. What it returns hangs on the chunk
    alone, so it is the same whoever works it off.
    """

    def n_at_once(self) -> int:
        """How many chunks are worked on at the same time."""

    def begin(self, run: Callable[[int, int], T]) -> Callable[[int, int], Future[T]]:
        """Hand over once what all chunks of a sweep read; what comes back hands over chunk after chunk.

        A worker that is lost costs the chunks it worked on: others begin them again. StoreError where nobody is left.
        """

    def close(self) -> None:
        """Let everybody go."""


class Checkpoint(Protocol):
    """Finished chunks of one sweep."""

    def found(self) -> Mapping[Span, object]:
        """Those that an attempt that broke off has left, whole and of the very same work."""

    def keep(self, chunk: Span, outcome: object) -> None:
        """A chunk is finished: an array or several."""

    def write_down(self) -> None:
        """Time has passed, or the sweep breaks off: what is finished is written, where it has run for a while."""


class Attempt(Protocol):
    """The sweeps of one question asked once."""

    def sweep(self, run: Callable[[int, int], object], chunks: Sequence[Span]) -> Checkpoint:
        """The finished chunks of this sweep, told apart from others by all that it reads."""

    def forget(self) -> None:
        """The question is answered: nothing is left of its sweeps."""


class Checkpoints(Protocol):
    """Where finished chunks outlast a process."""

    def begin(self) -> Attempt:
        """A question begins."""


@dataclass(frozen=True)
class Part:
    """One slot to be published: what was staged and what it became among its neighbours."""

    staged: Staged
    resolved: Resolved
    resolving: Resolving | None = None
    """What it was before facts that several slots tell were reduced; None where an older program published it."""


class DatasetLoader(Protocol):
    """Files in."""

    def read(self, paths: Sequence[Path], options: LoadOptions, progress: Progress) -> list[Staged]:
        """Read files (or folders) into staged submissions, one per slot.

        Raises
        ------
        LoadError
            A file is refused: unreadable, wrong structure, no slot, two files for one slot.
        """

    def resolver(self, submissions: Sequence[Staged]) -> Callable[[Staged, Resolving | None], Resolving]:
        """What resolves each of these submissions among the others.

        References are looked for in the submission itself first, then in its neighbours (ordered by slot). What does
        not hang on who asks is worked out once for all. What a submission came to before is given back, the same
        object, where resolving it once more would come to it. LoadError where a submission is refused.
        """

    def reconcile(self, parts: Sequence[Part]) -> list[Part]:
        """All resolved slots of a version (ordered by slot) with one row per fact; other reports in ``reports``.

        A notice about two slots is the same object in both parts.
        """


class Reviewer(DatasetLoader, Protocol):
    """Files in once more, and what a person may decide about them."""

    def reread(self, kept: Staged, options: LoadOptions) -> Staged:
        """The kept files of a submission read once more, with the decisions of ``options``."""

    def proposals(self, parts: Sequence[Part]) -> list[Proposal]:
        """What a person could decide about a composition, most frequent first within a kind."""

    def fitting(self, parts: Sequence[Part], doubt: Doubt, text: str) -> str | None:
        """What a text in the cell 改为 comes to for this doubt, None where it is nothing that fits."""

    def read_review(self, path: Path) -> FilledReview:
        """A review workbook that came back; LoadError (``not_a_review`` and those of reading) where it is none."""


class Originals(Protocol):
    """Kept files, looked at once more."""

    def original_rows(self, files: Sequence[RawFile], wanted: Mapping[SheetKey, WantedRows]) -> OriginalRows:
        """Rows as they were written; those that cannot be found again are left out."""


class Painter(Protocol):
    """Pictures and pages as bytes: the same facts and language give the same bytes, nothing is written anywhere."""

    def chain_map(self, drawn: ChainMap, ending: MapEnding, lang: Lang) -> bytes:
        """A map as one page that works offline, or as SVG."""

    def report(self, told: Report, lang: Lang) -> bytes:
        """A report as one HTML page."""

    def page(self, told: Page, frame: Frame, lang: Lang) -> bytes:
        """A page of the web interface within its frame."""

    def map_file(self, told: MapDrawn, lang: Lang) -> bytes:
        """The picture of a map page as a standalone SVG."""

    def listing(self, told: Listing, lang: Lang) -> tuple[list[str], list[Document]]:
        """A list of a page as headings and rows by heading, for a file."""

    def sheet(self, told: Page, frame: Frame, lang: Lang) -> bytes:
        """A page as a file that stands alone."""


class Writer(Protocol):
    """Lists and answers as bytes: the same document and language give the same bytes, nothing is written anywhere."""

    def gaps(self, document: Values, ending: ListEnding, lang: Lang) -> bytes:
        """The answer to ``gap-list`` as the list an office hands over."""

    def narrow_gaps(self, document: Values, lang: Lang) -> bytes:
        """A gap list with its conclusions in ten columns for A4."""

    def workbook(self, document: Values, lang: Lang) -> bytes:
        """Any answer as a plain workbook."""

    def slot(self, staged: Staged) -> bytes:
        """A submission as the workbook that gives the same content when it is loaded."""

    def template(self, filled: Mapping[str, str]) -> bytes:
        """The empty workbook; ``filled`` are entries of sheet 00 by field."""

    def review(self, document: Values, lang: Lang) -> bytes:
        """Open doubts and decisions in force as the workbook in which a person decides."""

    def graph(self, plain: PlainGraph, ending: GraphEnding) -> bytes:
        """A graph as a file of another program."""

    def columnar(self, table: pa.Table, shape: ColumnarEnding | Literal["stream"]) -> bytes:
        """A table with its types and metadata; ``stream`` is Arrow for the wire."""

    def csv(self, columns: Sequence[str], rows: Sequence[Values]) -> bytes:
        """Rows as CSV that a spreadsheet opens without running anything."""


@dataclass(frozen=True)
class SlotEntry:
    """One slot of a version: which submission fills it."""

    slot: Slot
    submission_id: str


@dataclass(frozen=True)
class VersionInfo:
    """A published version."""

    version_id: str
    content_hash: str
    created: str
    slots: tuple[SlotEntry, ...]


@dataclass(frozen=True)
class Published:
    """A slot of a version as it was published: names of its files, tables and notices of resolving."""

    files: tuple[str, ...]
    resolved: Resolved


@dataclass(frozen=True)
class Reply:
    """What a request was told, kept under a key of the sender's choice so that repeating it does nothing twice.

    ``request`` is a digest of what was asked, ``body`` the answer byte for byte, ``status`` that of HTTP.
    """

    key: str
    request: str
    status: int
    body: bytes


class Store(Protocol):
    """The truth: raw files, submissions, immutable versions, asked questions. Every write is one transaction."""

    def latest(self) -> VersionInfo | None:
        """The version published last, None in an empty store."""

    def versions(self) -> list[VersionInfo]:
        """All versions, newest first."""

    def version(self, version_id: str) -> VersionInfo:
        """One version; NotFound (``unknown_version``) otherwise."""

    def staged(self, submission_id: str) -> Staged:
        """A kept submission as it was staged (``files`` with their bytes, no notices)."""

    def tables(self, version_id: str) -> ChainTables:
        """All canonical tables of a version, slots in order."""

    def published(self, version_id: str, slots: Collection[Slot]) -> dict[Slot, Published]:
        """Slots of a version as they were published; without those of which nothing said is kept.

        A notice about two slots is the same object in both.
        """

    def publish(
        self,
        parts: Sequence[Part],
        content_hash: str,
        expected_latest: str | None,
        reply: Callable[[VersionInfo], Reply] | None = None,
        decisions: Sequence[Decision] = (),
    ) -> VersionInfo:
        """Write everything that is new and move the pointer, whole or not at all.

        ``expected_latest`` is the version id the caller composed upon; StoreError (``store_conflict``) if another
        one was published meanwhile. ``reply`` is told the version and kept with it: both are there, or neither
        (``store_conflict`` where its key is taken). ``decisions`` are kept together with the version.
        """

    def decisions(self) -> tuple[Decision, ...]:
        """Everything that persons decided about doubts of loading, oldest first."""

    def decide(self, decisions: Sequence[Decision], expected_latest: str | None) -> None:
        """Keep decisions that change no version; StoreError (``store_conflict``) as for ``publish``."""

    def gap_reviews(self) -> tuple[GapReview, ...]:
        """What is concluded about gaps: of each gap the last that was said, in the order of the gaps."""

    def review_gaps(self, reviews: Sequence[GapReview]) -> tuple[GapReview, ...]:
        """Keep conclusions, all of them or none; ``revision`` is the one their author saw, and comes back one higher.

        StoreError (``gap_review_conflict``) where somebody said something else about one of the gaps meanwhile.
        """

    def parts(self, version_id: str, without: Collection[Slot]) -> list[Part]:
        """The slots of a version, some left out, as they were published, in slot order; no notices of reading."""

    def raw_file(self, sha256: str) -> RawFile:
        """An uploaded file, byte for byte."""

    def report(self, submission_id: str) -> list[dict[str, object]]:
        """Load report of a submission: its notices as plain facts."""

    def remember_answer(self, answer_id: str, version_id: str, question: str, parameters: Mapping[str, object]) -> None:
        """Keep what was asked, so that evidence ids of the answer open later; repeating it changes nothing."""

    def answer(self, answer_id: str) -> tuple[str, str, dict[str, object]] | None:
        """(version_id, question, parameters) of a remembered answer, else None."""

    def remember_reply(self, reply: Reply) -> None:
        """Keep what a request was told; a key that is there already keeps its first reply."""

    def reply(self, key: str) -> Reply | None:
        """What the request under this key was told within the last ``REPLY_HOURS``, else None."""

    def jobs(self, most: int) -> tuple[Job, ...]:
        """The newest jobs, newest first."""

    def job(self, job_id: str) -> Job:
        """One job; NotFound (``unknown_job``) otherwise."""

    def add_job(self, job: Job) -> None:
        """Keep a new job; the oldest make room."""

    def move_job(self, job: Job) -> bool:
        """Keep how far a job has come; False where it ended otherwise meanwhile, which stays."""


@dataclass(frozen=True)
class Projection:
    """A version in the graph database. ``state``: pushing, ready or removing; ``counts`` per label and type as JSON."""

    version_id: str
    content_hash: str
    graph_hash: str
    state: str
    counts: str | None
    pushed: str | None
    token: str | None


class GraphStore(Protocol):
    """The graph database: projections of versions, rebuilt at will, never the truth."""

    @property
    def place(self) -> str:
        """Address of the server, without secrets."""

    def projections(self) -> list[Projection]:
        """All projections and their state."""

    def prepare(self) -> None:
        """Constraints and indexes, made where they are missing."""

    def begin(self, version_id: str, content_hash: str, graph_hash: str, token: str) -> None:
        """Claim a version for one push."""

    def clear(self, version_id: str) -> int:
        """Delete the nodes of a version in bounded batches."""

    def write(self, version_id: str, token: str, rows: GraphRows) -> Iterator[int]:
        """Write everything, batch by batch; yields how many nodes and relations are written so far."""

    def read_back(self, version_id: str, keep: Callable[[bytes], T]) -> Iterator[list[T]]:
        """What the graph holds of a version, in parts: of each node and relation what ``keep`` makes of its line."""

    def strays(self, version_id: str) -> list[tuple[str, str | None]]:
        """Nodes under our labels that stand in no version, and foreign nodes in this one: (label, id)."""

    def finish(self, version_id: str, token: str, counts: str) -> None:
        """Open a verified projection to readers."""

    def remove(self, version_id: str, token: str) -> None:
        """Take a projection away."""

    def answer(
        self, name: str, version_id: str, content_hash: str, parameters: Mapping[str, object]
    ) -> list[Properties]:
        """Rows of one query of the catalogue on a version, whole or not at all."""
