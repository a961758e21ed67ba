"""Scenarios made of templates: parameters read, and the plain shocks they stand for in this version."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from graphsvc.domain.entity_types import ENTITY_TYPES
from graphsvc.domain.scenario_templates import LONGEST_DAYS, TemplateParameter, scenario_templates
from graphsvc.domain.values import Values
from graphsvc.judgements.objects import find_entity, find_product
from graphsvc.judgements.outages.failure_set import failure_set
from graphsvc.judgements.outages.scenarios import MEMBERS, choice, number, refuse, refuse_unknown
from graphsvc.judgements.workspace import Facts, Workspace

Shocks = list[dict[str, object]]


def expanded(
    space: Workspace, scenario: Mapping[str, object], every: Sequence[Facts], horizon_days: float
) -> dict[str, object]:
    """The scenario with its template, if it names one, as plain shocks before its own.

    Parameters
    ----------
    space : Workspace
        The version.
    scenario : mapping
        The scenario object as given.
    every : sequence of Facts
        Chains it is played for.
    horizon_days : float
        How far loss counts where the template ranks by it [d].

    Raises
    ------
    ParameterError
        ``bad_scenario``: no such template, or a parameter it cannot use.
    """
    if "template" not in scenario:
        return dict(scenario)
    name = choice(scenario, "template", tuple(scenario_templates()), "")
    if not name:
        raise refuse("template 是空的", "template is empty")
    template = scenario_templates()[name]
    own = [parameter.name for parameter in template.parameters]
    refuse_unknown(scenario, ("template", *own, *MEMBERS))
    given = {p.name: _read(p, scenario) for p in template.parameters}
    if template.builder is None:
        shocks = template.shocks_with(_named(space, given))
    else:
        days = number(scenario, "horizon", horizon_days, 1.0, LONGEST_DAYS)
        shocks = _BUILDERS[template.builder](space, given, every, days)
    plain = {key: value for key, value in scenario.items() if key in MEMBERS}
    more = scenario.get("shocks")
    if more is not None and (isinstance(more, str) or not isinstance(more, Sequence)):
        raise refuse("shocks 应为列表", "shocks must be a list")
    return {**plain, "shocks": [*shocks, *(more or ())]}


def _read(told: TemplateParameter, given: Values) -> object:
    value = given.get(told.name)
    if value is None:
        if told.required:
            raise refuse(f"模板缺少参数 {told.name}", f"the template needs {told.name}")
        return told.default
    if told.type == "number":
        return number(given, told.name, 0.0, told.minimum, told.maximum)
    if told.type == "list":
        if isinstance(value, str) or not isinstance(value, Sequence) or not all(isinstance(v, str) for v in value):
            raise refuse(f"{told.name} 应为文字的列表", f"{told.name} must be a list of texts")
        return [str(v) for v in value]
    if not isinstance(value, str) or not value.strip():
        raise refuse(f"{told.name} 应为文字", f"{told.name} must be text")
    return value.strip()


def _named(space: Workspace, given: Mapping[str, object]) -> dict[str, object]:
    """Parameters with a product by its code: shocks know products by code alone."""
    product = given.get("product")
    return {**given, "product": None if product is None else find_product(space.snapshot, str(product))}


def _away(kind: str, name: str, given: Mapping[str, object], **more: object) -> dict[str, object]:
    shock: dict[str, object] = {"entity_type": kind, "entity_id": name, **more}
    return shock if given.get("days") is None else {**shock, "duration": given["days"]}


def _export_control(space: Workspace, given: Mapping[str, object], every: Sequence[Facts], days: float) -> Shocks:
    """Products of a country for good: the one named, or those of a technology of list 10 from where it comes."""
    technology, product, country = given["technology"], given["product"], given["country"]
    if technology is None:
        if product is None or country is None:
            raise refuse(
                "export-control 要给 product 和 country，或给 technology",
                "export-control needs product and country, or technology",
            )
        pairs = [(find_product(space.snapshot, str(product)), str(country))]
    else:
        rows = [r for r in space.snapshot.tables.rows("technologies") if technology in (r["tech_code"], r["tech_name"])]
        if not rows:
            raise refuse(f"10 表没有技术 {technology}", f"list 10 has no technology {technology}")
        origins = [str(country)] if country is not None else [o for r in rows for o in r["foreign_sources"] or ()]
        made = [find_product(space.snapshot, str(product))] if product is not None else None
        pairs = [(p, o) for r in rows for p in made or r["products"] or () for o in origins]
    sold = [pair for pair in dict.fromkeys(pairs) if technology is None or _sells(space, *pair)]
    if not sold:
        raise refuse(
            f"没有来源国供应技术 {technology} 的产品",
            f"no country of origin sells a product of technology {technology}",
        )
    return [{"entity_type": "country", "entity_id": country, "product": code} for code, country in sold]


def _sells(space: Workspace, product: str, country: str) -> bool:
    n = space.snapshot.network
    at = n.product_index.get(product, -1)
    return any(int(p) == at and n.firm_country[f] == country for p, f in zip(n.node_product, n.node_firm, strict=True))


def _price_rise(space: Workspace, given: Mapping[str, object], every: Sequence[Facts], days: float) -> Shocks:
    """Less of a product is bought at a higher price: so much of all its sources is as good as lost."""
    factor, elasticity = number(given, "factor", 2.0, 1.0, 100.0), number(given, "elasticity", 1.0, 0.0, 10.0)
    code = find_product(space.snapshot, str(given["product"]))
    return [_away("product", code, given, severity=1.0 - factor**-elasticity)]


def _power_rationing(space: Workspace, given: Mapping[str, object], every: Sequence[Facts], days: float) -> Shocks:
    """Every firm of the divisions, in the region where one is named, loses part of its output."""
    wanted, n = set(given["divisions"]) if isinstance(given["divisions"], list) else set(), space.snapshot.network
    makers = {n.firm_ids[f] for f in n.node_firm}
    inside = None
    if given["region"] is not None:
        entity = find_entity(space.snapshot, "region", str(given["region"]))
        inside = {n.firm_ids[n.node_firm[v]] for v in entity.node}
    firms = [
        firm for firm, row in sorted(space.snapshot.firms.items())
        if str(row["gb4754"] or "")[:2] in wanted and firm in makers and (inside is None or firm in inside)
    ]  # fmt: skip
    if not firms:
        raise refuse("没有属于这些行业大类的企业", "there is no firm of these divisions")
    return [_away("firm", firm, given, severity=given["severity"]) for firm in firms]


def _two_largest(space: Workspace, given: Mapping[str, object], every: Sequence[Facts], days: float) -> Shocks:
    """The two of a kind whose single outage costs most: days of any of the chains, ties by id."""
    kind = str(given["entity"])
    if kind not in ENTITY_TYPES:
        names = ", ".join(ENTITY_TYPES)
        raise refuse(f"entity 应为 {names} 之一", f"entity must be one of {names}")
    lost: dict[str, float] = {}
    for facts in every:
        if len(facts.members.finals.node):
            entities, _ = facts.outages.entities(kind)
            loss = facts.outages.figures(kind, days).loss.value
            for e in failure_set(facts, kind):
                lost[entities.ids[e]] = max(lost.get(entities.ids[e], 0.0), float(loss[e]))
    largest = sorted(lost, key=lambda name: (-lost[name], name))[:2]
    if len(largest) < 2:
        raise refuse("可断供的对象不足两个", "there are not two things that can fail")
    return [_away(kind, name, given) for name in largest]


Builder = Callable[[Workspace, Mapping[str, object], Sequence[Facts], float], Shocks]
_BUILDERS: Mapping[str, Builder] = MappingProxyType(
    {
        "export_control": _export_control,
        "price_rise": _price_rise,
        "power_rationing": _power_rationing,
        "two_largest": _two_largest,
    }
)
