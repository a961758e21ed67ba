"""How long the document of a large answer is, against the same rows as objects with every alternative listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from graphsvc.domain.submission import LoadOptions
from graphsvc.stores.memory_store import MemoryStore
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.documents import answer_document
from graphsvc.usecases.load_submission import load
from graphsvc.wiring import Loader
from tests.benchmarks.made_chain import make_bundle
from tests.benchmarks.ratio import Ratio

N_ROWS = 200_000
"""Supply rows; one firm, which is a group of its own, for eight of them."""
ALL = 1_000_000


def size_ratios(n_rows: int = N_ROWS) -> Iterator[Ratio]:
    """Megabytes of JSON; every cell is compared, and of the alternatives those that are listed."""
    store = MemoryStore()
    with TemporaryDirectory(prefix="graphsvc-bench-") as folder:
        bundle = make_bundle(Path(folder) / "bundle", n_rows)
        load([bundle], LoadOptions(format="csv"), store, Loader("敏感"), lambda *_: None)
    analyst, asked = Analyst(store), {"l1plus": "none"}
    short = answer_document(analyst.ask("choke-points", asked), "zh", compact=True)
    whole = answer_document(analyst.ask("choke-points", {**asked, "most_alternatives": ALL}), "zh")
    names = [column["name"] for column in short["columns"]]
    _compare(names, short["rows"], whole["rows"])
    mine, theirs = (len(orjson.dumps(document)) / 1e6 for document in (short, whole))
    what = f"choke-points of {len(whole['rows']):,} groups as JSON, rows as objects and all alternatives"
    yield Ratio(what, mine, theirs, "MB", theirs / mine, "<= 12 MB")


def _compare(names: Sequence[str], short: Sequence[Sequence[object]], whole: Sequence[dict[str, list[object]]]) -> None:
    for cells, row in zip(short, whole, strict=True):
        told = dict(zip(names, cells, strict=True))
        listed = told.pop("alternatives"), told.pop("evidence_id")  # ids belong to what was asked
        assert listed[0] == row["alternatives"][:5]
        assert told["n_alternatives"] == len(row["alternatives"])
        assert all(told[name] == row[name] for name in told)
