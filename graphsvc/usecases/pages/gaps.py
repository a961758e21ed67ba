"""Page: the gap list by priority, narrowed by facets, each row with a conclusion that is changed on the spot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from graphsvc.domain.gap_reviews import CONCLUSIONS, LONGEST, GapReview
from graphsvc.domain.pages import (
    Block,
    Facets,
    Field,
    Form,
    Goto,
    Line,
    Linked,
    Links,
    Listing,
    Option,
    Page,
    Plain,
    Sentences,
    Shown,
    Tile,
    Tiles,
)
from graphsvc.domain.reference import region_name
from graphsvc.domain.report import Amount, Coded, Saying
from graphsvc.usecases.amounts import money
from graphsvc.usecases.ask import Analyst
from graphsvc.usecases.gap_reviews import (
    FILTERS,
    GAP_KINDS,
    SORTS,
    Change,
    ReviewedGap,
    ReviewedGaps,
    narrowed,
    ordered,
    reviewed_gaps,
)
from graphsvc.usecases.pages.answer_list import rounded
from graphsvc.usecases.pages.facets import FacetOf, page_start
from graphsvc.usecases.pages.waiting import few_data
from graphsvc.usecases.report.asking import bounded

LISTS = ("xlsx", "csv", "json")
PAGE = 50
"""Lines of a page."""
VERBS = ("build", "fill", "extend", "strengthen", "stabilise", "bind")
COLUMNS = ("product", "gap_kind", "gap_qty", "grade", "stop_day", "loss_value", "effect_loss", "effect_cp",
           "effect_ssr", "effect_rs", "conclusion", "note", "owner", "save", "chosen")  # fmt: skip
EXCLUDED = ("product", "kind", "why_excluded")
MOST_EXCLUDED = 15
"""Lines of what is not listed that the page shows."""
WORDS: Mapping[str, tuple[str, Sequence[str]]] = {
    "kind": ("gap_kind", GAP_KINDS),
    "verb": ("verb", VERBS),
    "review": ("gap_conclusion", CONCLUSIONS),
}


def gaps(
    analyst: Analyst, kept: Sequence[GapReview], chain: str, region: str | None, at: str, asked: Mapping[str, str]
) -> Page:
    """The gap list of ``chain``; ``asked``: kind, stage, verb, review, sort, who and page of the address."""
    found = reviewed_gaps(analyst, kept, chain, region, at)
    sort = asked.get("sort", "") if asked.get("sort") in SORTS[1:] else ""
    rows = ordered(narrowed(found.rows, asked), sort)
    here = f"/chains/{found.facts.chain.code}/gaps"
    query: dict[str, Plain] = {name: asked.get(name) or None for name in FILTERS}
    query |= {"sort": sort or None, "who": asked.get("who") or None}
    first = page_start(asked.get("page", ""), len(rows), PAGE)
    page = first // PAGE + 1
    blocks: list[Block] = []
    if found.answer.grade == "D":
        blocks.append(few_data(chain))
    blocks += [_figures(found, here), _regions(found, here, region), _files(found, query, region)]
    blocks += [_facets(found, asked, here, query, sort)]
    turned: dict[str, Plain] = {**query, "page": page if page > 1 else None}
    blocks += [_form(found, rows[first : first + PAGE], len(rows), first, Goto(here, turned)), *_excluded(found, asked)]
    return Page("gaps", "gaps", tuple(blocks), {"chain": found.facts.chain.name})


def _figures(found: ReviewedGaps, here: str) -> Tiles:
    """How many gaps; the grade of a list is told where the list says anything."""
    said = Counter(row.review.conclusion for row in found.rows)
    n_excluded = found.answer.summary.get("n_excluded", 0)
    return Tiles(
        (
            Tile("n_gaps", len(found.rows)),
            *(Tile(f"n_{conclusion}", said.get(conclusion, 0)) for conclusion in CONCLUSIONS),
            Tile("n_excluded", Linked(n_excluded, Goto(f"{here}#list-gaps_excluded")) if n_excluded else 0),
            Tile("data_grade", found.answer.grade if found.rows or n_excluded else None, help="grade"),
        )
    )


def _regions(found: ReviewedGaps, here: str, region: str | None) -> Form:
    """The region whose list it is: those of the chain's firms and all above them, those below the chain's own first."""
    network = found.facts.network
    codes = {code for code in network.firm_region if code}
    codes |= {f"{code[:4]}00" for code in codes} | {f"{code[:2]}0000" for code in codes}
    own = found.facts.chain.region or ""
    inside = own.rstrip("0")
    known = [(code, _named(code)) for code in sorted(codes, key=lambda code: (not code.startswith(inside), code))]
    options = [Option(code, f"{code} {name}", code == (region or own)) for code, name in known if name]
    if not any(option.is_chosen for option in options):
        options.insert(0, Option(region or "", region or "—", True))
    return Form("region", Goto(here), (Field("region", "select", "region", options=tuple(options)),), "show")


def _named(code: str) -> str | None:
    """What a region is called; of counties and of parts of municipalities with what they lie in."""
    above = (
        region_name(f"{code[:4]}00" if not code.endswith("00") else f"{code[:2]}0000") if code[2:] != "0000" else None
    )
    name = region_name(code)
    is_clear = above is None or (code.endswith("00") and name != "市辖区") or above == "市辖区"
    return name if is_clear or name is None else f"{above}{name}"


def _facets(found: ReviewedGaps, asked: Mapping[str, str], here: str, query: Mapping[str, Plain], sort: str) -> Facets:
    stages = list(dict.fromkeys(row.stage for row in found.rows if row.stage))
    told, facet = [], FacetOf(here, query)
    for name in FILTERS:
        words, codes = WORDS.get(name, ("", stages))
        among = narrowed(found.rows, asked, but=name)
        counts, chosen = Counter(row.facets[name] for row in among), asked.get(name, "")
        told.append(facet(name, codes, words, chosen=chosen, counts=counts, every=len(among)))
    sorts = facet("sort", SORTS, "gap_sort", chosen=sort or SORTS[0], default=SORTS[0])
    return Facets((*told, sorts))


def _form(found: ReviewedGaps, rows: Sequence[ReviewedGap], n_all: int, first: int, back: Goto) -> Form:
    """The list as one form: what was changed is saved row by row; one conclusion for all chosen rows stands below."""
    lines = tuple(_line(found, row, n) for n, row in enumerate(rows))
    listing = Listing("gaps", COLUMNS, lines, n_all, first, PAGE, has_files=False)
    who = Field("who", "text", "who", str(back.query.get("who") or ""), is_required=True)
    options = (Option("", Coded("gap_conclusion", "none"), True), *_conclusions(""))
    seen = tuple(_seen(row.shown, n) for n, row in enumerate(rows))
    together = (
        Field("together", "select", "together", options=options),
        Field("save", "button", "save_chosen", "chosen"),
    )
    return Form("gaps", back, (who,), "save_changed", True, listing=listing, below=(*seen, *together) if rows else ())


def _excluded(found: ReviewedGaps, asked: Mapping[str, str]) -> list[Block]:
    """What was found and is not listed, with the reason, of the kind that is asked for."""
    wanted = asked.get("kind") or ""
    told = [each for each in found.answer.summary.get("excluded", ()) if wanted in ("", each["gap_kind"])]
    lines = tuple(
        Line(
            (
                f"{each['product_name']} {each['product_code']}",
                Coded("gap_kind", each["gap_kind"]),
                Coded("exclusion", each["reason_code"]),
            )
        )
        for each in told
    )
    return [Listing("gaps_excluded", EXCLUDED, lines, len(lines), most=MOST_EXCLUDED)] if lines else []


def _seen(review: GapReview, n: int) -> Field:
    """Which gap a row is, and what of it was seen: kind, revision, mark of what was said, product."""
    return Field(f"row.{n}", "hidden", "row", "|".join(
        (review.about.gap_kind, str(review.revision), review.mark, review.about.product)
    ))  # fmt: skip


def _conclusions(now: str) -> tuple[Option, ...]:
    return tuple(Option(code, Coded("gap_conclusion", code), code == now) for code in CONCLUSIONS)


def _line(found: ReviewedGaps, row: ReviewedGap, n: int) -> Line:
    v, chain = row.values, found.facts.chain.code
    product = Linked(v["product"], Goto(f"/chains/{chain}/graph", {"focus": v["product_code"]}))
    cells: tuple[Shown, ...] = (
        product,
        (Coded("gap_kind", v["gap_kind"]), Coded("verb", v["verb"])),
        Amount(v["gap_qty"], v["unit"] or "", 2),
        Coded("risk_grade", v["risk_grade"]) if v["risk_grade"] else None,
        bounded(v, "tts_days", "d"),
        money(v["loss_value"], v["loss_value_lower"], v["loss_value_upper"]),
        rounded(bounded(v, "effect_loss_days", "full_d")),
        rounded(bounded(v, "effect_cp", "share")),
        rounded(bounded(v, "effect_ssr", "share")),
        bounded(v, "effect_rs", "percent", 2),
        *_fields(row.shown, n, v["product_name"]),
        Field("save", "button", "save", f"{n}", about=v["product_name"]),
        Field(f"chosen.{n}", "check", "chosen", "1", about=v["product_name"]),
    )
    about = {"path": v["position_path"], "why": v["reasons"], "due": row.due, "said": _said(row.review)}
    why = Saying("_".join(("gap_why", *(key for key in ("due", "said") if about[key]))), about)
    return Line(cells, row.evidence_id, v["risk_grade"], f"gap-{v['product_code']}-{v['gap_kind']}", why)


def _said(review: GapReview) -> str | None:
    """Who said it last, and when (UTC)."""
    return f"{review.reviewed_by} {_moment(review)}" if review.revision else None


def _moment(review: GapReview) -> str:
    return f"{review.reviewed_at[:19].replace('T', ' ')} UTC"


def _fields(review: GapReview, n: int, about: str) -> tuple[Field, ...]:
    """Conclusion, note and owner of a row, with what was seen of it."""
    return (
        Field(
            f"conclusion.{n}", "select", "conclusion", review.conclusion, _conclusions(review.conclusion), about=about
        ),
        Field(f"note.{n}", "text", "note", review.note, maximum=LONGEST["note"], about=about),
        Field(f"owner.{n}", "text", "owner", review.owner, maximum=LONGEST["owner"], about=about),
    )


def _files(found: ReviewedGaps, query: Mapping[str, Plain], region: str | None) -> Links:
    """The rows that the facets leave, in their order, on A4 and with all columns."""
    asked = {name: query[name] for name in (*FILTERS, "sort")}
    about: dict[str, Plain] = {"chain": found.facts.chain.code, "region": region, **asked}
    narrow = Goto("/api/v1/exports/gaps.xlsx", {**about, "layout": "narrow", "who": query["who"]})
    whole = ((f"gaps_{ending}", Goto(f"/api/v1/exports/gaps.{ending}", about), True) for ending in LISTS)
    weak = Goto(f"/chains/{found.facts.chain.code}/weak-links")
    return Links((("gaps_narrow", narrow, True), *whole, ("weak_links", weak, False)))


def gaps_outrun(
    outrun: Sequence[tuple[Change, GapReview]], who: str, back: Goto, names: Mapping[str, str], chain: str
) -> Page:
    """What was not saved since somebody else was faster: his words, and one's own in fields to be saved after all."""
    lines, told, seen = [], [], []
    for n, (change, now) in enumerate(outrun):
        about = f"{names.get(change.about.product, '')} {change.about.product}".strip()
        mine = GapReview(change.about, change.conclusion, change.note, change.owner)
        told.append((Saying("gap_outrun", {"product": about, "who": now.reviewed_by, "when": _moment(now)}), None))
        theirs = (Coded("gap_conclusion", now.conclusion), now.note or None, now.owner or None)
        lines.append(Line((about, Coded("gap_kind", change.about.gap_kind), *theirs, *_fields(mine, n, about))))
        seen.append(_seen(now, n))
    columns = ("product", "gap_kind", "their_conclusion", "their_note", "their_owner", "conclusion", "note", "owner")
    listing = Listing("gaps_outrun", columns, tuple(lines), len(lines), has_files=False)
    whose = Field("who", "text", "who", who, is_required=True)
    form = Form("gaps", back, (whose,), "save_mine", True, listing=listing, below=tuple(seen))
    explained = Sentences(((Saying("gaps_outrun"), None),))
    blocks = (Sentences(tuple(told), "warn"), explained, form, Links((("gaps_back", back, False),)))
    return Page("gaps_outrun", "gaps", blocks, {"chain": chain})
