"""Page: the weak links of a chain as they are counted, whether or not the gap list takes them up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from graphsvc.domain.pages import Block, Facets, Goto, Links, Page, Sentences
from graphsvc.domain.report import Saying
from graphsvc.domain.values import Values
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.pages.answer_list import answer_files, answer_list, rows_of
from graphsvc.usecases.pages.facets import FacetOf, one_of
from graphsvc.usecases.pages.waiting import few_data

VERDICTS = ("yes", "unknown")
MOST = 200
"""Lines that the page shows; the files hold all."""
COLUMNS = (
    "product_name", "is_weak", "reasons", "possible_reasons", "ssr", "hhi", "n_groups", "import_dependence",
    "utilization",
)  # fmt: skip


def weak_links(analyst: Analyst, chain: str, region: str | None, at: str, asked: Mapping[str, str]) -> Page:
    """Weak links of ``chain``, or what may be one (``verdict`` of the address).

    Raises
    ------
    ParameterError
        A verdict that is none.
    """
    verdict = one_of("verdict", asked.get("verdict", VERDICTS[0]), VERDICTS)
    about = {"chain": chain, "region": region}
    answer = analyst.ask("weak-links", about, at)
    space = analyst.workspace(at)
    facts = space.facts(space.scope(chain, region))
    rows = rows_of(answer)
    counts = Counter(v["is_weak"] for v, _ in rows)
    facet = FacetOf(f"/chains/{chain}/weak-links", {"verdict": None if verdict == VERDICTS[0] else verdict})
    chosen = facet("verdict", VERDICTS, "truth", chosen=verdict, default=VERDICTS[0], counts=counts)

    def around(values: Values) -> Goto:
        return Goto(f"/chains/{chain}/graph", {"focus": values["product_code"]})

    wanted = [(v, e) for v, e in rows if v["is_weak"] == verdict]
    blocks: list[Block] = [few_data(chain)] if answer.grade == "D" else []
    blocks += [
        Sentences(((Saying("weak_and_gaps"), Goto(f"/chains/{chain}/gaps")),)),
        Facets((chosen,)),
        answer_list("weak_links", answer, COLUMNS, wanted, {"product_name": around}, MOST),
        answer_files(answer, about),
        Links((("to_gaps", Goto(f"/chains/{chain}/gaps"), False),)),
    ]
    return Page("weak_links", "gaps", tuple(blocks), {"chain": facts.chain.name})
