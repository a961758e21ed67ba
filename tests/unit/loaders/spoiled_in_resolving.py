"""One small book per code that resolving says: what is done to the plain book, and where it is said."""

from __future__ import annotations

from tests.unit.loaders.spoiling import BLACK, TRADE, TYRES, Spoiled, add, both, cell, column, new, put

_CHAIN = [
    ["产业链编码", "产业链名称", "类别", "适用区划代码", "牵头单位", "终端产品编码"],
    ["SD-C90", "示例链", "重点产业链", "370000", "示例厅", "P2"],
]
_INPUTS: list[list[object]] = [
    ["下游产品编码", "上游产品编码", "单耗", "必需性", "工艺路线"],
    ["P2", "P1", 0.5, "必需", None],
]
_ISSUE = [
    ["问题编号", "提出日期", "提出企业", "问题类别", "问题描述", "影响程度", "牵头单位", "办理时限", "状态"],
    ["W1", "2023-02-03", TYRES[0], "资金", "示例", "减产", "示例局", "2024-02-03", "已销号"],
]
_ALIAS = [["原名", "标准名/代码", "类型", "确认人"], ["示例旧称", "示例乌有企业", "企业", "示例科"]]


RESOLVING = (
    cell("V02", "supplies", "product", "示例乌有品"),
    cell("several_firms", "supplies", "buyer", "示例轮胎一厂、示例炭黑一厂"),
    Spoiled("V05", add("firms", [TYRES[0], "示例另名机械有限公司", *TYRES[2:]]), "firms", 2, "企业名称"),
    Spoiled("V05b", add("firms", ["91370600FAKE01067F", *TYRES[1:]]), "firms", 2, "统一社会信用代码"),
    Spoiled("V06", put("firms", 2, uscc=None), "firms", 2, "企业名称"),
    cell("V09", "supplies", "share_buyer", 0.5),
    Spoiled("V10", add("supplies", [*TRADE[:3], 60, 2023, "供方填报"]), "supplies", 3, "年供应量"),
    cell("V11", "capacities", "output", 3000),
    Spoiled("V12", put("capacities", 3, output=2), "capacities", 3, "产量"),
    cell("V13", "stages", "level", 3),
    cell("V17", "firms", "year", 2021),
    Spoiled("V14", lambda book: None, "products", 3, "产品编码"),
    Spoiled("V16", put("firms", 2, status="注销"), "capacities", 2, "企业(信用代码或名称)"),
    Spoiled("V18", add("supplies", TRADE), "supplies", 3),
    Spoiled("V19", new("issues", _ISSUE), "issues", 2, "销号依据"),
    Spoiled("dangling", put("products", 2, stage_code="示例乌有环节"), "supplies", 2, "产品"),
    Spoiled("duplicate_key", add("products", ["P1", "示例另一品", "S1", "吨", "原材料"]), "products", None, "产品编码"),
    Spoiled(
        "input_differs",
        new("product_inputs", [*_INPUTS, ["P2", "P1", 0.7, "必需", None]]),
        "product_inputs",
        None,
        "单耗",
    ),
    Spoiled(
        "coefficient_by_route",
        new("product_inputs", [_INPUTS[0], ["P2", "P1", 0.5, "必需", "干法"], ["P2", "P1", 0.7, "必需", "湿法"]]),
        "product_inputs",
        None,
        "单耗",
    ),
    Spoiled("duplicate_firm", both(add("firms", TYRES), put("firms", 4, employees=9)), "firms", 2, "企业名称"),
    Spoiled("contracts_merged", add("supplies", [*TRADE[:3], 1, *TRADE[4:]]), "supplies"),
    Spoiled("reports_merged", add("supplies", [*TRADE[:5], "供方填报"]), "supplies", 3, "数据来源"),
    Spoiled(
        "branch_as_site",
        both(
            put("firms", 2, name="示例轮胎有限公司"),
            put("capacities", 2, firm="示例轮胎有限公司莱芜分公司"),
            put("supplies", 2, buyer="示例轮胎有限公司"),
        ),
        "capacities",
        2,
        "企业(信用代码或名称)",
    ),
    Spoiled(
        "name_variant",
        both(
            put("firms", 3, name="示例炭黑有限公司"),
            put("supplies", 2, supplier="示例炭黑股份有限公司"),
            put("capacities", 3, firm="示例炭黑有限公司"),
        ),
        "supplies",
        2,
        "供方",
    ),
    Spoiled(
        "alias_proposal",
        both(
            put("firms", 3, name="示例炭黑有限公司"),
            put("supplies", 2, supplier="示例炭黑"),
            put("capacities", 3, firm="示例炭黑有限公司"),
        ),
        "supplies",
        2,
        "供方",
    ),
    Spoiled("firm_by_name", add("firms", [None, *TYRES[1:]]), "firms", 4, "企业名称"),
    Spoiled("ambiguous_supplier", add("firms", ["91370600FAKE01067F", BLACK[1], *BLACK[2:]]), "supplies", 2, "供方"),
    Spoiled("supplier_place_missing", put("supplies", 2, supplier="示例远方供方"), "supplies", 2, "供方所在地"),
    cell("unnamed_source", "supplies", "supplier", "市场采购"),
    Spoiled(
        "several_origins",
        put("supplies", 2, supplier="国外进口", supplier_region="法国、挪威"),
        "supplies",
        2,
        "供方",
    ),
    cell("suppliers_not_parted", "supplies", "supplier", "示例远方等3家"),
    Spoiled(
        "firm_not_listed",
        both(new("chains", _CHAIN), column("chains", "链主企业信用代码", "91370600FAKE01067F")),
        "chains",
        2,
        "链主企业信用代码",
    ),
    Spoiled("list_missing", lambda book: book.pop("products"), "supplies", 2, "产品"),
    Spoiled("alias_target", new("aliases", _ALIAS), "aliases", 2, "标准名/代码"),
    Spoiled(
        "region_differs",
        new("chains", [_CHAIN[0], [*_CHAIN[1][:3], "110000", *_CHAIN[1][4:]]]),
        "chains",
        2,
        "适用区划代码",
    ),
    Spoiled("no_final_products", new("chains", [_CHAIN[0], [*_CHAIN[1][:5], None]]), "chains", 2, "终端产品编码"),
    Spoiled(
        "position_differs",
        both(add("stages", ["S3", "帘布", 2, "下游"]), put("stages", 4, parent_code="S1")),
        "stages",
        4,
        "链位",
    ),
    Spoiled("absence_without_reason", put("stages", 2, may_be_absent="是"), "stages", 2, "空缺原因"),
    Spoiled(
        "sales_shares_sum", put("capacities", 2, local_share=0.8, export_share=0.5), "capacities", 2, "出口销售比例"
    ),
    Spoiled(
        "national_share_sum",
        both(put("capacities", 2, national_share=0.8), put("capacities", 3, product="P2", national_share=0.5)),
        "capacities",
        2,
        "全国市占率",
    ),
    Spoiled(
        "dates_out_of_order", put("capacities", 2, start="2020-01-01", end="2019-01-01"), "capacities", 2, "退出日期"
    ),
    Spoiled("magnitude_doubt", put("capacities", 2, output=0.08), "capacities", 2, "产量"),
)
"""Every case."""
