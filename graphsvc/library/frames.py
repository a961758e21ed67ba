"""Arrow tables as pandas frames with real types; what is said about an answer stands in ``attrs``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson
import pandas as pd
import pyarrow as pa

from graphsvc.usecases.arrow_tables import WHOLE, answer_table
from graphsvc.usecases.documents import file_document

if TYPE_CHECKING:
    from graphsvc.domain.answers import Answer
    from graphsvc.domain.notices import Lang

_SAID = (
    "question", "parameters", "data_grade", "completeness", "truncated", "truncated_reason", "n_rows", "summary",
    "warnings", "secrecy", "version_id", "content_hash",
)  # fmt: skip
_AS_JSON = ("json", "object", "objects")
_DTYPES: Callable[[pa.DataType], object] = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}.get


class Whole(dict[str, Any]):
    """An answer as the document that every door gives; pandas copies ``attrs`` at every step, this one stays."""

    def __deepcopy__(self, _: object) -> Whole:
        return self


def answer_frame(answer: Answer, lang: Lang) -> pd.DataFrame:
    """An answer, one row per finding; ``attrs`` hold units, labels, evidence ids and all that the document says."""
    table, document = answer_table(answer, lang), file_document(answer, lang)
    frame = frame_of(table)
    told = {field.name: {k.decode(): v.decode() for k, v in (field.metadata or {}).items()} for field in table.schema}
    labels = {
        "zh": {name: about["label"] for name, about in told.items()},
        "en": {name: about["label_en"] for name, about in told.items()},
    }
    said = {name: document[name] for name in _SAID}
    frame.attrs.update(said, labels=labels, evidence_ids=answer.evidence_ids, answer=Whole(document))
    return frame


def frame_of(table: pa.Table) -> pd.DataFrame:
    """A frame with whole numbers and truth values that may be missing, days as dates, lists and objects as Python has
    them. ``attrs``: ``units`` by column, and what the table says of itself."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=_DTYPES, date_as_object=False)
    for field in table.schema:
        kind = (field.metadata or {}).get(b"type", b"").decode()
        if kind in _AS_JSON or pa.types.is_list(field.type):
            cells = table[field.name].to_pylist()
            read = [orjson.loads(cell) if cell else cell for cell in cells] if kind in _AS_JSON else cells
            frame[field.name] = pd.Series(read, dtype=object, index=frame.index)
    metadata = {name.decode(): value for name, value in table.schema.metadata.items()}
    frame.attrs.update(orjson.loads(metadata[WHOLE]), units=orjson.loads(metadata["units"]))
    return frame
