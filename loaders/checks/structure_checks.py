"""Checks of sheets 00–04: what the file says of itself, the stage tree, products and their inputs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from loaders.checks.findings import Finding, finding, shown
from loaders.circles import circles
from loaders.references.scene import Scene

_LISTED_OF_A_CYCLE = 12


def region_differs(scene: Scene) -> Iterator[Finding]:
    """适用区划代码 of sheet 01 is not the 区划代码 of sheet 00."""
    told = [region for region in scene.rows["submissions"].texts("region_code") if region]
    rows = scene.rows["chains"]
    for row in rows.standing():
        region = rows.texts("region_code")[row]
        if told and region and region != told[0]:
            yield finding(scene, "region_differs", "chains", row, "region_code", other=told[0])


def no_final_products(scene: Scene) -> Iterator[Finding]:
    """A chain whose 终端产品 are blank or none of them is known."""
    rows = scene.rows["chains"]
    for row in rows.standing():
        if not rows.lists("final_products")[row]:
            yield finding(scene, "no_final_products", "chains", row, "final_products", action="defaulted")


def stage_cycle(scene: Scene) -> Iterator[Finding]:
    """V13: every stage on a cycle of 上级环节 is parked."""
    rows = scene.rows["stages"]
    codes, parents = rows.texts("stage_code"), rows.texts("parent_code")
    row_of = {codes[row]: row for row in rows.standing()}
    done: set[str] = set()
    for start in sorted(code for code in row_of if code):
        path: dict[str, int] = {}
        code: str | None = start
        while code is not None and code in row_of and code not in done and code not in path:
            path[code] = len(path)
            code = parents[row_of[code]]
        if code is not None and code in path:
            cycle = list(path)[path[code] :]
            for each in cycle:
                row = row_of[each]
                yield finding(
                    scene,
                    "V13",
                    "stages",
                    row,
                    "parent_code",
                    parks=[row],
                    why_zh=f"环节树成环：{_arrows(cycle)}",
                    why_en=f"the stage tree has a cycle: {_arrows(cycle)}",
                )
        done.update(path)


def level_mismatch(scene: Scene) -> Iterator[Finding]:
    """V13: 层级 is not the parent's 层级 + 1; a stage without parent is of level 1."""
    rows = scene.rows["stages"]
    codes, parents, levels = rows.texts("stage_code"), rows.texts("parent_code"), rows.wholes("level")
    level_of = {codes[row]: levels[row] for row in rows.standing()}
    for row in rows.standing():
        above = level_of.get(parents[row]) if parents[row] else 0
        if levels[row] is None or above is None or levels[row] == above + 1:
            continue
        yield finding(
            scene,
            "V13",
            "stages",
            row,
            "level",
            why_zh=f"层级应为 {above + 1}（上级层级加一）",
            why_en=f"the level should be {above + 1}, one more than the parent's",
        )


def position_differs(scene: Scene) -> Iterator[Finding]:
    """链位 is not the parent's."""
    rows = scene.rows["stages"]
    codes, parents, positions = map(rows.texts, ("stage_code", "parent_code", "position"))
    position_of = {codes[row]: positions[row] for row in rows.standing()}
    for row in rows.standing():
        above = position_of.get(parents[row]) if parents[row] else None
        if above and positions[row] and positions[row] != above:
            yield finding(scene, "position_differs", "stages", row, "position", other=above)


def absence_without_reason(scene: Scene) -> Iterator[Finding]:
    """是否允许空缺 is 是 and 空缺原因 is blank."""
    rows = scene.rows["stages"]
    for row in rows.standing():
        if rows.flags("may_be_absent")[row] and rows.texts("absence_reason")[row] is None:
            yield finding(scene, "absence_without_reason", "stages", row, "absence_reason")


def product_on_branch(scene: Scene) -> Iterator[Finding]:
    """V13: a product hangs on a stage that has stages below it."""
    stages, rows = scene.rows["stages"], scene.rows["products"]
    inner = {stages.texts("parent_code")[row] for row in stages.standing()} - {None}
    for row in rows.standing():
        if rows.texts("stage_code")[row] in inner:
            yield finding(
                scene,
                "V13",
                "products",
                row,
                "stage_code",
                why_zh="产品挂在有下级环节的环节上，应挂到末级环节",
                why_en="the product hangs on a stage that has stages below it; it belongs to a leaf",
            )


def product_without_inputs(scene: Scene) -> Iterator[Finding]:
    """V14: a product that is no 原材料 and needs nothing according to sheet 04 of any list."""
    rows, inputs = scene.rows["products"], scene.rows["product_inputs"]
    codes, natures = rows.texts("product_code"), rows.texts("nature")
    made = {inputs.texts("to_product")[row] for row in inputs.standing()}
    lacking = [row for row in rows.standing() if natures[row] != "原材料" and codes[row] not in made]
    keys = scene.names.product_keys({code for row in lacking if (code := codes[row])})
    texts = {text for key in keys for text in scene.others.inputs(key)}
    made |= {scene.names.find("products", text).id for text in texts}
    for row in lacking:
        if codes[row] not in made:
            yield finding(scene, "V14", "products", row, "product_code", name=rows.texts("product_name")[row] or "")


def input_of_itself(scene: Scene) -> Iterator[Finding]:
    """V13: a product as its own input; the row is parked."""
    rows = scene.rows["product_inputs"]
    for row in rows.standing():
        if rows.texts("to_product")[row] == rows.texts("from_product")[row]:
            yield finding(
                scene,
                "V13",
                "product_inputs",
                row,
                "from_product",
                parks=[row],
                why_zh="产品不能是自己的投入",
                why_en="a product cannot be its own input",
            )


def coefficient_by_route(scene: Scene) -> Iterator[Finding]:
    """Routes of one input with different 单耗: the latest year counts, of its routes the first in order of text."""
    rows = scene.rows["product_inputs"]
    to, of, routes = map(rows.texts, ("to_product", "from_product", "route"))
    years, coefficients = rows.wholes("year"), rows.numbers("coefficient")
    groups: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    for row in rows.standing():
        groups[to[row], of[row]].append(row)
    for group in groups.values():
        first, *others = sorted(group, key=lambda row: (-(years[row] or -1), routes[row] or ""))
        for row in others:
            is_other = routes[row] != routes[first] and coefficients[row] != coefficients[first]
            if is_other and coefficients[row] is not None:
                ours = coefficients[first]
                yield finding(
                    scene,
                    "coefficient_by_route",
                    "product_inputs",
                    row,
                    "coefficient",
                    to=to[row],
                    of=of[row],
                    by=routes[first] or "—",
                    first=rows.place(first).row,
                    ours="—" if ours is None else shown(ours),
                )


def input_cycle(scene: Scene) -> Iterator[Finding]:
    """V13: products that need one another in a circle; legal and used, one notice a circle."""
    rows = scene.rows["product_inputs"]
    to, of = rows.texts("to_product"), rows.texts("from_product")
    needs = {row: (a, b) for row in rows.standing() if (a := to[row]) != (b := of[row]) and a and b}
    numbers = list(needs)
    for circle in circles(list(needs.values())):
        listed = circle.listed(_LISTED_OF_A_CYCLE)
        yield finding(
            scene,
            "V13",
            "product_inputs",
            numbers[circle.first],
            "from_product",
            why_zh=f"产品投入成环（保留并参与计算）：{listed}",
            why_en=f"products need one another in a circle (kept and used): {listed}",
        )


def _arrows(cycle: list[str]) -> str:
    return " → ".join([*cycle[:_LISTED_OF_A_CYCLE], cycle[0]])
