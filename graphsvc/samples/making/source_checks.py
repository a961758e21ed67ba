"""What is wrong with the sources of a made chain, in words that name file and cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from graphsvc.domain.dictionary import sheets
from graphsvc.domain.reference import industry_name, reference_rows, region_name
from graphsvc.samples.making.chain_sources import ABROAD, LOCAL, OUTSIDE, Sources
from graphsvc.samples.making.made_demand import demand, is_made_here
from graphsvc.samples.making.made_firms import FIRST_GENERATED, hand_firms, register
from graphsvc.samples.making.made_quantities import makers_of, owners
from graphsvc.samples.making.made_trade import purchases

CHAIN_KEYS = (
    "code", "name", "category", "field", "region", "lead_dept", "chief", "boundary", "final_products", "compiled_by",
    "data_year", "as_of", "map_version", "secrecy", "complete_lists",
)  # fmt: skip
_OVERSOLD = 1.1


def faults_of(sources: Sources) -> list[str]:
    """Every fault of the sources; quantities are looked at only where the rest is sound."""
    found = [*sources.faults, *_settings(sources)]
    if found:
        return found
    found = [*_stages(sources), *_products(sources), *_inputs(sources), *_hand(sources)]
    return found or [*_balances(sources), *_sizes(sources)]


def _settings(sources: Sources) -> Iterator[str]:
    chain, make = sources.settings.get("chain", {}), sources.make
    for key in CHAIN_KEYS:
        if key not in chain:
            yield f"chain.toml: [chain] lacks {key}"
    for key in ("seed", "code_range"):
        if key not in make:
            yield f"chain.toml: [make] lacks {key}"
    if not sources.settings.get("places"):
        yield "chain.toml: [places] is empty"
    for table in ("places", "outside"):
        for code in sources.settings.get(table, {}):
            if not region_name(code) or len(code) != 6:
                yield f"chain.toml: [{table}] {code} is no place of GB/T 2260"
    if not sources.settings.get("final_output"):
        yield "chain.toml: [final_output] is empty"
    for table in ("final_output", "product"):
        for code in sources.settings.get(table, {}):
            if code not in sources.products:
                yield f"chain.toml: [{table}] names {code}, which products.csv does not list"
    for code in (*chain.get("final_products", ()), *make.get("by_hand", ())):
        if code not in sources.products:
            yield f"chain.toml: {code} is not in products.csv"


def _stages(sources: Sources) -> Iterator[str]:
    codes = Counter(row.get("环节编码", "") for row in sources.stages)
    levels = {row.get("环节编码", ""): row.get("层级", "") for row in sources.stages}
    known = _headings("02") | {"企业称谓"}
    if sources.stages and (strange := set(sources.stages[0]) - known):
        yield f"stages.csv: headings not known: {sorted(strange)}"
    for row in sources.stages:
        code, parent = row.get("环节编码", ""), row.get("上级环节编码", "")
        if codes[code] > 1:
            yield f"stages.csv: {code} stands twice"
        if row.get("链位") not in ("上游", "中游", "下游", "配套支撑"):
            yield f"stages.csv, {code}: 链位 is {row.get('链位')!r}"
        if parent and parent not in codes:
            yield f"stages.csv, {code}: 上级环节编码 {parent} is not listed"
        expected = int(levels.get(parent) or 0) + 1 if parent else 1
        if row.get("层级") != str(expected):
            yield f"stages.csv, {code}: 层级 is {row.get('层级')!r}, not {expected}"


def _products(sources: Sources) -> Iterator[str]:
    parents = {row.get("上级环节编码", "") for row in sources.stages}
    stages = {row.get("环节编码", "") for row in sources.stages}
    units = {row["unit"] for row in reference_rows("units")}
    countries = {row["alpha2"] for row in reference_rows("countries")}
    natures = next(c.allowed for s in sheets() if s.number == "03" for c in s.columns if c.heading == "产品性质")
    names = Counter((p.name, p.row.get("规格等级", "")) for p in sources.products.values())
    known = _headings("03") | {LOCAL, OUTSIDE, ABROAD}
    made = {item.to for item in sources.inputs}
    owner_of = owners(sources)
    for product in sources.products.values():
        code = product.code
        if strange := set(product.row) - known:
            yield f"products.csv: headings not known: {sorted(strange)}"
            return
        if product.stage not in stages or product.stage in parents:
            yield f"products.csv, {code}: 所属环节编码 {product.stage} is not a leaf of stages.csv"
        if product.unit not in units:
            yield f"products.csv, {code}: 计量单位 {product.unit!r} is not in the table of units"
        if product.nature not in natures:
            yield f"products.csv, {code}: 产品性质 {product.nature!r} is not allowed"
        if product.gb4754 and (len(product.gb4754) != 4 or not industry_name(product.gb4754)):
            yield f"products.csv, {code}: 行业小类代码 {product.gb4754} is no class of GB/T 4754-2017"
        if product.price <= 0:
            yield f"products.csv, {code}: 参考单价 is missing"
        if names[product.name, product.row.get("规格等级", "")] > 1:
            yield f"products.csv, {code}: 产品名称 {product.name} stands twice with one 规格等级"
        for country, _ in product.imports:
            if country not in countries:
                yield f"products.csv, {code}: {ABROAD} names {country}, no ISO 3166 code"
        if product.import_share > 1 + 1e-9:
            yield f"products.csv, {code}: {ABROAD} adds up to {product.import_share:g}"
        if product.owned and code not in owner_of:
            yield f"products.csv, {code}: shared product without owner: no other chain's products.csv makes it"
        if product.owned and code in owner_of and owner_of[code].products[code].unit != product.unit:
            yield f"products.csv, {code}: unit differs from that of its owner, {owner_of[code].folder.name}"
        if code not in made and product.nature != "原材料" and is_made_here(sources, code):
            yield f"products.csv, {code}: {product.name} is {product.nature} and has no inputs (V14 warns at load)"


def _inputs(sources: Sources) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    if sources.input_rows and (strange := set(sources.input_rows[0]) - _headings("04")):
        yield f"inputs.csv: headings not known: {sorted(strange)}"
    for row in sources.input_rows:
        if row.get("必需性") not in ("必需", "可部分替代", "非必需"):
            yield f"inputs.csv, {row.get('下游产品编码')} ← {row.get('上游产品编码')}: 必需性 is {row.get('必需性')!r}"
    for item in sources.inputs:
        name = f"inputs.csv, {item.to} ← {item.of}"
        for code in (item.to, item.of):
            if code not in sources.products:
                yield f"{name}: {code} is not in products.csv"
        if item.to == item.of or (item.to, item.of) in seen:
            yield f"{name}: its own input, or twice"
        if item.coefficient <= 0:
            yield f"{name}: 单耗 must be above 0"
        seen.add((item.to, item.of))


def _hand(sources: Sources) -> Iterator[str]:
    headings = {sheet.number: _headings(sheet.number) for sheet in sheets()}
    for number, rows in sources.hand.items():
        if rows and (strange := set(rows[0]) - headings[number]):
            yield f"rows/{number}: headings not printed by the dictionary: {sorted(strange)}"
    firms = hand_firms(sources)
    names = {key for firm in firms for key in (firm.name, firm.code)}
    first = sources.make["code_range"][0]
    if len(firms) > FIRST_GENERATED:
        yield f"rows/05: more than {FIRST_GENERATED} firms by hand"
    for firm in firms:
        number = firm.code[12:16] if firm.code[8:12] == "FAKE" else ""
        if not number.isdigit() or not first <= int(number) < first + FIRST_GENERATED:
            yield f"rows/05, {firm.name}: code {firm.code} is not FAKE{first:04d}–FAKE{first + FIRST_GENERATED - 1:04d}"
        if not region_name(firm.region):
            yield f"rows/05, {firm.name}: 注册地区划代码 {firm.region!r} is no place of GB/T 2260"
    for row in sources.rows("06"):
        if row.get("企业(信用代码或名称)") not in names:
            yield f"rows/06: {row.get('企业(信用代码或名称)')} is not in rows/05_firms.csv"
        if row.get("产品编码或名称") not in sources.named:
            yield f"rows/06: product {row.get('产品编码或名称')} is not in products.csv"
    for row in sources.rows("07"):
        if row.get("产品") not in sources.named:
            yield f"rows/07: product {row.get('产品')} is not in products.csv"
        elif not names & {row.get("需方", "")} and row.get("需方") not in register(sources).by_name:
            yield f"rows/07: buyer {row.get('需方')} is not a firm of this chain"


def _balances(sources: Sources) -> Iterator[str]:
    figures = demand(sources)
    needs: Counter[str] = Counter()
    for purchase in purchases(sources):
        needs[purchase.product] += purchase.need  # type: ignore[assignment]
    sold_by_hand = sources.by_hand | {sources.named.get(row.get("产品", ""), "") for row in sources.rows("07")}
    for code, product in sources.products.items():
        use = figures.use[code]
        if use <= 0 and is_made_here(sources, code) and code not in sources.finals and code not in sources.by_hand:
            yield f"products.csv, {code}: {product.name} is made, but nothing uses it and it is no final product"
        if use <= 0 or code in sold_by_hand:
            continue
        bought = needs[code] * (1 - product.import_share)
        made = sum(h.output for h in makers_of(sources, code))
        if bought > 0 and made <= 0 and product.import_share < 1 - 1e-9:
            yield f"products.csv, {code}: {product.name} is needed, but has no makers and {ABROAD} is below 1"
        elif bought > made * _OVERSOLD:
            yield f"{code} {product.name}: {bought:.6g} {product.unit} are bought, but only {made:.6g} made"


def _sizes(sources: Sources) -> Iterator[str]:
    last = sources.make["code_range"][1]
    if len(register(sources).firms) > last - sources.make["code_range"][0]:
        yield f"chain.toml: more firms than code_range holds, up to {last}"


def _headings(number: str) -> set[str]:
    return {c.heading for sheet in sheets() if sheet.number == number for c in sheet.columns if not c.is_derived}
