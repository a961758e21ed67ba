"""Values by name whose types their columns tell: rows of answers, parameters, documents.

Who only passes them on takes ``Mapping[str, object]``; who calculates with them takes ``Values``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Values = Mapping[str, Any]
"""Values of one thing, read and never altered: a row of an answer by column, parameters, facts of a sentence."""
Document = dict[str, Any]
"""An object of a JSON document while it is put together or read."""
