"""By which the published figures are worked out, by subject: the same functions that answer questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.selfcheck.programs import programs
from graphsvc.usecases.selfcheck.published import Value
from graphsvc.usecases.selfcheck.structures import cut_sets, screens
from graphsvc.usecases.selfcheck.trade import trade
from graphsvc.usecases.selfcheck.tyres import tyres

Got = Mapping[tuple[str, str], Sequence[Value]]
"""Values by name and what exactly they are about, as in ``Published``."""

MEASURES: Mapping[str, Callable[[Analyst], Got]] = {
    "cut_sets": lambda _: cut_sets(),
    "screens": lambda _: screens(),
    "trade": lambda _: trade(),
    "programs": lambda _: programs(),
    "tyres": tyres,
}
