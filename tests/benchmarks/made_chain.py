"""A layered chain of any size as CSV bundles: seeded, balanced, with shared controllers and foreign sources."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

LAYERS = 6
HEADINGS = {
    "00_填报说明": "产业链名称 产业链编码 编制单位 区划代码 数据年度 数据截止日期 图谱版本 密级 数据完整声明",
    "01_产业链信息": "产业链编码 产业链名称 类别 适用区划代码 牵头单位 终端产品编码",
    "02_产业链环节": "环节编码 环节名称 层级 链位",
    "03_环节产品": "产品编码 产品名称 所属环节编码 计量单位 产品性质",
    "04_产品投入产出": "下游产品编码 上游产品编码 单耗 必需性",
    "05_企业名录": "统一社会信用代码 企业名称 登记状态 注册地区划代码 行业小类代码 年度",
    "06_生产能力": "企业(信用代码或名称) 产品编码或名称 有效产能 产量 状态 停产恢复时间",
    "07_供应关系": "供方 需方 产品 占需方采购比重 需方库存天数 年度 数据来源",
}
CITIES = ("370100", "370200", "370300", "370500", "370600", "370700", "370800", "370900")


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def made_code(number: int, region: str) -> str:
    """A credit code with the body FAKE and both check digits right; ``number`` below 31 ** 4."""
    digits = "".join(ALPHABET[number // 31**k % 31] for k in (3, 2, 1, 0))
    body = f"FAKE{digits}"
    ordinary = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    rest = 11 - sum(ordinary.index(c) * w for c, w in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    head = f"91{region}{body}{'X' if rest == 10 else 0 if rest == 11 else rest}"
    total = sum(ALPHABET.index(c) * 3**i % 31 for i, c in enumerate(head))
    return head + ALPHABET[(31 - total) % 31]


def make_bundle(folder: Path, n_supplies: int, part: int = 0, seed: int = 7, n_firms: int = 0) -> Path:
    """Write one bundle of about ``n_supplies`` supply rows; ``part`` numbers the region it speaks for.

    ``n_firms`` 0: one firm for eight rows; every firm buys each of its inputs at least once, whatever ``n_supplies``.
    """
    rng = np.random.default_rng(seed + part)
    folder.mkdir(parents=True, exist_ok=True)
    n_products = max(LAYERS * 2, min(300, n_supplies // 40))
    n_firms = n_firms or max(30, n_supplies // 8)
    region = CITIES[part % len(CITIES)]
    products = [f"P{part:02d}{i:04d}" for i in range(n_products)]
    layer = np.minimum(np.arange(n_products) * LAYERS // n_products, LAYERS - 1)
    codes = [made_code(i, region) for i in range(n_firms)]
    makes = np.sort(rng.integers(0, n_products, n_firms))
    makes[:n_products] = np.arange(n_products)
    inputs = _inputs(rng, layer)
    finals = [products[i] for i in range(n_products) if layer[i] == LAYERS - 1]
    name = f"示例链{part:02d}"
    chain = f"XX-C{part + 1:02d}"
    positions = ("上游", "上游", "中游", "中游", "中游", "下游")
    _write(folder, "00_填报说明", [[name, chain, "示例处", region, 2023, "2023-12-31", "1", "公开", "05、06、07"]])
    _write(folder, "01_产业链信息", [[chain, name, "重点产业链", region, "示例处", "、".join(finals)]])
    _write(folder, "02_产业链环节", ([f"S{part:02d}{k}", f"环节{k}", 1, positions[k]] for k in range(LAYERS)))
    listed = ([p, f"产品{p}", f"S{part:02d}{layer[i]}", "吨", "中间产品"] for i, p in enumerate(products))
    _write(folder, "03_环节产品", listed)
    cards = ([products[t], products[f], 1.0, "必需"] for t, row in enumerate(inputs) for f in row)
    _write(folder, "04_产品投入产出", cards)
    firms = ([c, f"示例企业{part:02d}{i:07d}", "存续", region, "2614", 2023] for i, c in enumerate(codes))
    _write(folder, "05_企业名录", firms)
    days = rng.integers(10, 120, n_firms).tolist()
    plants = ([c, products[makes[i]], 1200, 1000, "现状", days[i]] for i, c in enumerate(codes))
    _write(folder, "06_生产能力", plants)
    _write(folder, "07_供应关系", _supplies(rng, codes, makes, products, inputs, n_supplies))
    return folder


def _inputs(rng: np.random.Generator, layer: np.ndarray) -> list[list[int]]:
    """Two or three products of the layer before for every product."""
    found: list[list[int]] = []
    for k in layer.tolist():
        before = np.flatnonzero(layer == k - 1)
        size = min(len(before), int(rng.integers(2, 4)))
        found.append(sorted(rng.choice(before, size, replace=False).tolist()) if size else [])
    return found


def _supplies(
    rng: np.random.Generator,
    codes: Sequence[str],
    makes: np.ndarray,
    products: Sequence[str],
    inputs: Sequence[Sequence[int]],
    n_rows: int,
) -> Iterable[list[object]]:
    makers = [np.flatnonzero(makes == p) for p in range(len(products))]
    needs = sum(len(inputs[p]) for p in makes.tolist())
    width = max(1, round(n_rows / max(needs, 1)))
    for buyer, product in enumerate(makes.tolist()):
        for p in inputs[product]:
            chosen = rng.choice(makers[p], min(width, len(makers[p])), replace=False)
            stock = int(rng.integers(3, 40))
            for supplier in chosen.tolist():
                yield [codes[supplier], codes[buyer], products[p], round(1 / len(chosen), 6), stock, 2023, "需方填报"]


def _write(folder: Path, name: str, rows: Iterable[Sequence[object]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(HEADINGS[name].split())
        writer.writerows(rows)
