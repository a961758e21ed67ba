"""The chain map as files to hand over: one HTML page that works offline, and the same picture as SVG.

The page carries vis-network (``VENDORED.toml``) and is a template of our own.

Panel, table and print are drawn by the page's script from one block of data, which tells everything once and travels
packed (zlib, base64).
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from graphsvc.domain.chain_map import BOX_HEIGHT, BOX_WIDTH, ChainMap
from graphsvc.domain.notices import Lang
from graphsvc.domain.values import Values
from viz import palette
from viz.labels import Words
from viz.panorama import PanoramaView, panorama_view, views_document
from viz.picture import SMALL_SIZE, short, text_width
from viz.view import BoxView, LinkView, View, look_document, view_of

LEGEND_STEP: Mapping[Lang, int] = {"zh": 128, "en": 150}
"""Room of one status in the legend of the standalone picture."""
_VIS = "vis-network.min.js"
_OWN_SCRIPTS = ("network_box.js", "network_paper.js", "panorama.js", "network_map.js")
_SCRIPT_WORDS = (
    "code",
    "stage",
    "facts",
    "no_facts",
    "no_firms",
    "evidence_id",
    "source",
    "all_rows",
    "firm",
    "firms",
    "region",
    "capacity",
    "output",
    "inputs",
    "inputs_none",
    "uses",
    "uses_none",
    "choke_point",
    "final_product",
    "colon",
    "panorama",
    "inputs_from",
    "uses_in",
    "open_stage",
)


def paint_html(chain_map: ChainMap, lang: Lang) -> str:
    """One self-contained page: picture, panel, legend and the same content as a table.

    It asks the network for nothing, runs only its own two scripts (named by hash in its policy) and shows every
    text of the data as text. Same map and language, same bytes. A browser without ``DecompressionStream`` (older than
    Chromium 80) shows header and panorama alone, and says so.

    Raises
    ------
    ValueError
        The layout of ``chain_map`` does not belong to its boxes and links.
    """
    words = Words(lang)
    view = view_of(chain_map, words)
    whole, sheet = _panorama(chain_map, words), _panorama(chain_map, words, is_sheet=True)
    scripts = [_vis(), "\n".join(map(_own, _OWN_SCRIPTS))]
    policy = "; ".join(
        [
            "default-src 'none'",
            "script-src " + " ".join(f"'{_csp_hash(script)}'" for script in scripts),
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )
    return (
        _environment()
        .get_template("network_map.html")
        .render(
            words=words,
            view=view,
            panorama=whole,
            looks=palette.LOOKS,
            palette=palette,
            fonts=_verbatim(palette.FONTS[lang]),
            policy=policy,
            style=_verbatim(_own("network_map.css")),
            scripts=[_verbatim(script) for script in scripts],
            data=packed(_document(chain_map, view, sheet, words)),
            picture=_verbatim(_svg(view, whole, words, is_inline=True)) if whole else "",
        )
    )


def paint_svg(chain_map: ChainMap, lang: Lang) -> str:
    """The same picture as a standalone SVG with real text and tooltips; parses as XML whatever the names are."""
    words = Words(lang)
    return _svg(view_of(chain_map, words), _panorama(chain_map, words, is_sheet=True), words, is_inline=False)


def map_template() -> Template:
    """The template of the picture, for whoever adds something of a page's own to it."""
    return _environment().get_template("network_map.svg")


def box_ids(chain_map: ChainMap) -> dict[str, str]:
    """Names of the boxes inside a page, as ``view_of`` gives them."""
    return {box.product_code: f"b{i}" for i, box in enumerate(chain_map.boxes)}


def _panorama(chain_map: ChainMap, words: Words, *, is_sheet: bool = False) -> PanoramaView | None:
    whole = chain_map.panorama
    if whole is None:
        return None
    return panorama_view(chain_map, whole, whole.sheet if is_sheet else whole.layout, words, box_ids(chain_map))


def packed(document: Values) -> str:
    """Strict JSON, packed (zlib) and written in base64: no character that HTML knows; same document, same text."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode("utf-8"), 9)).decode("ascii")


def _document(chain_map: ChainMap, view: View, sheet: PanoramaView | None, words: Words) -> dict[str, object]:
    """Data of the page: boxes and links as vis-network wants them; firms and needs told once."""
    whole = chain_map.panorama
    firms = {(f.firm_id, f.name, f.region): None for box in view.boxes for f in box.firms}
    places = {firm: k for k, firm in enumerate(firms)}
    return {
        **({} if whole is None else views_document(chain_map, whole, words, box_ids(chain_map))),
        "nodes": [_node(box) for box in view.boxes],
        "edges": [_edge(link) for link in view.links],
        "picture": {
            "width": view.width,
            "height": view.height,
            "boxWidth": BOX_WIDTH,
            "boxHeight": BOX_HEIGHT,
            "small": SMALL_SIZE,
            "lanes": [{"label": name, "left": left, "width": width} for name, left, width in view.lanes],
        },
        "looks": look_document(words),
        "ink": {
            "ink": palette.INK,
            "quiet": palette.QUIET_INK,
            "link": palette.LINK,
            "accent": palette.ACCENT,
            "lane": palette.LANE_FILL,
            "laneInk": palette.LANE_INK,
            "risks": {grade: [look.fill, look.ink] for grade, look in palette.RISK_LOOKS.items()},
            "final": palette.FINAL,
            "fonts": palette.FONTS[words.lang],
        },
        "words": {key: words(key) for key in _SCRIPT_WORDS},
        "panels": {box.id: _panel(box, places) for box in view.boxes},
        "firms": list(firms),
        "needs": [(need.tail, need.head, need.note, need.row) for need in view.needs],
        "sheet": _svg(view, sheet, words, is_inline=True, is_sheet=True) if sheet else "",
    }


def _node(box: BoxView) -> Values:
    return {
        "id": box.id,
        "x": box.x,
        "y": box.y,
        "lines": list(box.lines),
        "size": box.size,
        "sub": box.sub,
        "subLeft": box.sub_left,
        "status": box.status,
        "final": box.is_final,
        "focus": box.is_focus,
    }


def _edge(link: LinkView) -> Values:
    return {
        "id": link.id,
        "from": link.tail,
        "to": link.head,
        "path": link.path,
        "arrow": link.arrow,
        "dash": list(link.dash),
    }


def _panel(box: BoxView, places: Mapping[tuple[str, str, str], int]) -> dict[str, object]:
    return {
        "name": box.name,
        "code": box.code,
        "stage": box.stage,
        "unit": box.unit,
        "risk": None if box.risk is None else vars(box.risk),
        "firms": [(places[f.firm_id, f.name, f.region], f.capacity, f.output, f.row) for f in box.firms],
        "facts": [vars(fact) for fact in box.facts],
    }


def _svg(view: View, panorama: PanoramaView | None, words: Words, *, is_inline: bool, is_sheet: bool = False) -> str:
    return map_template().render(
        page=None, has_links=is_inline and not is_sheet, **template_values(view, panorama, words, is_inline=is_inline)
    )


def template_values(view: View, panorama: PanoramaView | None, words: Words, *, is_inline: bool) -> Values:
    """What the template prints, beside links and what a page adds."""
    header = " · ".join(f"{label} {short}" for label, short, _ in view.meta)
    grades = " ".join(f"{word} {n}" for _, word, n in view.risks)
    legend = LEGEND_STEP[words.lang] * len(view.counts) + text_width(f"{words('choke_points')} 9999 {grades}", 13) + 40
    notes = " ".join((view.part, view.more, view.unmarked))
    written = (text_width(view.title, 22), text_width(header, 13), text_width(notes, 13), legend)
    return {
        "words": words,
        "view": view,
        "panorama": panorama,
        "looks": palette.LOOKS,
        "palette": palette,
        "font": palette.FONTS[words.lang].replace("'", ""),
        "is_inline": is_inline,
        "least_width": 0.0 if is_inline else round(max(written)),
        "box_width": BOX_WIDTH,
        "box_height": BOX_HEIGHT,
        "small": SMALL_SIZE,
        "legend_step": LEGEND_STEP[words.lang],
    }


def _verbatim(text: str) -> Markup:
    """Text a template may insert as it is: files of this package, escaped JSON, our own SVG; never plain data."""
    return Markup(text)  # noqa: S704


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("viz", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    made.filters["short"] = short
    return made


@cache
def _vis() -> str:
    """vis-network as it was published. The map for debuggers is not shipped, so its address is dropped."""
    text = _own(_VIS)
    return "\n".join(line for line in text.split("\n") if not line.startswith("//# sourceMappingURL="))


@cache
def _own(name: str) -> str:
    return _asset("viz", f"templates/{name}")


def _asset(package: str, path: str) -> str:
    """Text of a file inside a package, line ends as a browser counts them when it checks a hash."""
    node = resources.files(package)
    for part in path.split("/"):
        node = node / part
    text = node.read_bytes().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    lower = text.lower()
    if "</script" in lower or "</style" in lower or "<!--" in lower:
        raise ValueError(f"{path} cannot stand inside a page")
    return text


def _csp_hash(script: str) -> str:
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return "sha256-" + base64.b64encode(digest).decode("ascii")
