"""Rows of the canonical tables with types: written by ``make rows`` from the column dictionary, not by hand.

Read ``row["field"]``; a blank is None. Rows are shared by all who read a version: nobody alters them.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NotRequired, overload

from typing_extensions import ReadOnly, TypedDict

AnyRow = Mapping[str, Any]
"""A row of a table that is not known by name."""
Positions = Sequence[int] | None

SubmissionSecrecy = Literal["公开", "内部", "敏感", "秘密", "机密", "绝密"]
ChainCategory = Literal["标志性产业链", "重点产业链", "市县特色产业链", "未来产业链"]
StagePosition = Literal["上游", "中游", "下游", "配套支撑"]
StageAbsenceReason = Literal["资源禀赋", "政策限制", "国家统一布局", "区域协作"]
ProductNature = Literal["原材料", "元器件", "零部件", "中间产品", "终端产品", "装备", "软件", "服务"]
ProductBaseCategory = Literal["基础零部件", "基础材料", "基础工艺", "技术基础", "基础软件", "无"]
ProductDomesticStatus = Literal["完全自主", "基本自主", "部分受制", "严重受制", "未知"]
ProductInputNecessity = Literal["必需", "可部分替代", "非必需"]
FirmStatus = Literal["存续", "在业", "停产", "注销", "吊销", "迁出"]
FirmSize = Literal["大型", "中型", "小型", "微型"]
FirmOwnership = Literal["国有", "集体", "私人", "港澳台", "外商", "其他"]
FirmChainRole = Literal["链主", "链核", "核心配套", "一般配套", "服务机构"]
CapacityState = Literal["现状", "在建", "规划", "停产", "已退出"]
SupplyMode = Literal["长协", "现货", "集团内", "代理", "委托加工"]
SupplyModeTr = Literal["公路", "铁路", "水运", "航空", "管道", "多式联运"]
SupplyEvidence = Literal["需方填报", "供方填报", "公开披露", "推断"]
StrengthType = Literal["规模", "技术", "品牌", "资源", "标准"]
ShortfallType = Literal["缺链", "弱链", "断点", "低端", "单点"]
ShortfallRemedies = Literal["招引", "培育", "攻关", "协作", "储备"]
TechnologyType = Literal["基础材料", "核心零部件", "整机装备", "工业软件", "工艺技术", "共性技术", "其他"]
TechnologyScheme = Literal["揭榜挂帅", "赛马", "定向委托", "自主"]
TechnologyStatus = Literal["征集", "发布", "揭榜", "实施", "验收", "中止"]
PlatformLevel = Literal["国家", "省", "市"]
PlatformType = Literal[
    "制造业创新中心",
    "技术创新中心",
    "企业技术中心",
    "工程研究中心",
    "重点实验室",
    "工业设计中心",
    "一企一技术研发中心",
    "公共服务平台",
]
ParkType = Literal["化工园区", "国家级开发区", "省级开发区", "特色园区"]
ProjectType = Literal["建链", "补链", "延链", "强链", "技改"]
ProjectPhase = Literal["谋划", "签约", "立项", "开工", "在建", "投产", "达效"]
TargetKind = Literal["企业", "项目", "团队", "人才"]
TargetContactStage = Literal["线索", "接触", "考察", "洽谈", "签约", "落地", "搁置"]
OutsideResourceType = Literal["备选供方", "科研机构", "平台", "资本"]
OutsideResourceStatus = Literal["已认证", "送样", "潜在"]
IssueType = Literal[
    "原料短缺",
    "产品配套",
    "物流运输",
    "订单市场",
    "资金",
    "用工",
    "要素(水电气地)",
    "技术",
    "出口管制",
    "其他",
]
IssueSeverity = Literal["停产", "减产", "成本上升", "潜在"]
IssueStatus = Literal["待受理", "已交办", "办理中", "已办结", "已销号", "退回", "长期推进"]
RiskSourceType = Literal["材料", "元器件/零部件", "装备", "软件", "知识产权", "其他"]
RiskTrigger = Literal[
    "出口管制",
    "制裁",
    "地缘冲突",
    "自然灾害",
    "疫情",
    "安全环保停产",
    "破产",
    "物流中断",
    "价格异动",
]
RiskAlternative = Literal["有成熟替代", "有待验证", "在研", "无"]
RiskDeclaredGrade = Literal["红", "橙", "黄", "绿"]
ReserveInstrument = Literal["实物储备", "闲置产能", "可转产产能", "备选供方", "技术储备"]
DemandOfferKind = Literal["需求", "供给"]
DemandOfferQuantityPeriod = Literal["日", "周", "月", "季", "年", "一次性"]
DemandOfferScope = Literal["本市", "省内", "国内", "不限"]
DemandOfferStatus = Literal["待对接", "对接中", "已达成", "失效"]
PolicyLevel = Literal["国家", "省", "市", "县"]
ExpertType = Literal["院士", "技术专家", "管理专家", "高技能人才", "其他"]
AliasKind = Literal["企业", "产品", "环节", "地区"]
TableName = Literal[
    "submissions",
    "chains",
    "stages",
    "products",
    "product_inputs",
    "firms",
    "capacities",
    "supplies",
    "strengths",
    "shortfalls",
    "technologies",
    "platforms",
    "parks",
    "projects",
    "targets",
    "outside_resources",
    "issues",
    "risks",
    "reserves",
    "demand_offers",
    "policies",
    "experts",
    "observations",
    "aliases",
    "codes",
    "product_hierarchy",
    "stage_inputs",
    "firm_stages",
    "firm_names",
    "parked",
    "reports",
]


class PlacedRow(TypedDict):
    """Where a canonical row stands and how good it is."""

    slot_chain: ReadOnly[str]
    slot_region: ReadOnly[str | None]
    source_file: ReadOnly[str | None]
    source_sheet: ReadOnly[str | None]
    source_row: ReadOnly[int | None]
    submission_id: ReadOnly[str]
    as_of: ReadOnly[str | None]
    quality: ReadOnly[str | None]


class SubmissionRow(PlacedRow):
    """A row of the list 00_填报说明."""

    chain_name: ReadOnly[str | None]
    chain_code: ReadOnly[str | None]
    compiled_by: ReadOnly[str | None]
    region_code: ReadOnly[str | None]
    data_year: ReadOnly[int | None]
    as_of_precision: ReadOnly[str | None]
    map_version: ReadOnly[str | None]
    secrecy: ReadOnly[SubmissionSecrecy | None]
    filled_by: ReadOnly[str | None]
    phone: ReadOnly[str | None]
    complete_lists: ReadOnly[Sequence[str] | None]
    format: NotRequired[ReadOnly[str | None]]


class ChainRow(PlacedRow):
    """A row of the list 01_产业链信息."""

    chain_code: ReadOnly[str | None]
    chain_name: ReadOnly[str | None]
    category: ReadOnly[ChainCategory | None]
    field: ReadOnly[str | None]
    region_code: ReadOnly[str | None]
    chief: ReadOnly[str | None]
    lead_dept: ReadOnly[str | None]
    lead_usccs: ReadOnly[Sequence[str] | None]
    final_products: ReadOnly[Sequence[str] | None]
    boundary: ReadOnly[str | None]


class StageRow(PlacedRow):
    """A row of the list 02_产业链环节."""

    stage_code: ReadOnly[str]
    stage_name: ReadOnly[str | None]
    parent_code: ReadOnly[str | None]
    level: ReadOnly[int | None]
    position: ReadOnly[StagePosition | None]
    order: ReadOnly[int | None]
    is_key: ReadOnly[bool | None]
    may_be_absent: ReadOnly[bool | None]
    absence_reason: ReadOnly[StageAbsenceReason | None]
    gb4754: ReadOnly[Sequence[str] | None]
    gb4754_flag: ReadOnly[str | None]


class ProductRow(PlacedRow):
    """A row of the list 03_环节产品."""

    product_code: ReadOnly[str]
    product_name: ReadOnly[str | None]
    stage_code: ReadOnly[str | None]
    grade: ReadOnly[str | None]
    unit: ReadOnly[str | None]
    nature: ReadOnly[ProductNature | None]
    base_category: ReadOnly[ProductBaseCategory | None]
    gb4754: ReadOnly[str | None]
    gb4754_flag: ReadOnly[str | None]
    stat_code: ReadOnly[str | None]
    hs: ReadOnly[Sequence[str] | None]
    domestic_status: ReadOnly[ProductDomesticStatus | None]
    localization: ReadOnly[float | None]
    localization_lower: ReadOnly[float | None]
    localization_upper: ReadOnly[float | None]
    localization_flag: ReadOnly[str | None]
    foreign_sources: ReadOnly[Sequence[str] | None]
    ref_price: ReadOnly[float | None]
    ref_price_lower: ReadOnly[float | None]
    ref_price_upper: ReadOnly[float | None]
    ref_price_flag: ReadOnly[str | None]
    aliases: ReadOnly[Sequence[str] | None]
    is_key: ReadOnly[bool | None]
    parent_product: ReadOnly[str | None]


class ProductInputRow(PlacedRow):
    """A row of the list 04_产品投入产出."""

    to_product: ReadOnly[str]
    from_product: ReadOnly[str]
    coefficient: ReadOnly[float | None]
    coefficient_lower: ReadOnly[float | None]
    coefficient_upper: ReadOnly[float | None]
    coefficient_flag: ReadOnly[str | None]
    necessity: ReadOnly[ProductInputNecessity | None]
    alt_group: ReadOnly[str | None]
    switch_days: ReadOnly[int | None]
    switch_days_lower: ReadOnly[float | None]
    switch_days_upper: ReadOnly[float | None]
    switch_days_flag: ReadOnly[str | None]
    sub_loss: ReadOnly[float | None]
    sub_loss_lower: ReadOnly[float | None]
    sub_loss_upper: ReadOnly[float | None]
    sub_loss_flag: ReadOnly[str | None]
    route: ReadOnly[str | None]
    source: ReadOnly[str | None]
    year: ReadOnly[int | None]


class FirmRow(PlacedRow):
    """A row of the list 05_企业名录."""

    firm_id: ReadOnly[str]
    other_id: ReadOnly[str | None]
    uscc: ReadOnly[str | None]
    name: ReadOnly[str | None]
    aliases: ReadOnly[Sequence[str] | None]
    status: ReadOnly[FirmStatus | None]
    reg_region: ReadOnly[str | None]
    reg_region_zone: ReadOnly[str | None]
    address: ReadOnly[str | None]
    lon: ReadOnly[float | None]
    lat: ReadOnly[float | None]
    gb4754: ReadOnly[str | None]
    gb4754_flag: ReadOnly[str | None]
    gb4754_more: ReadOnly[Sequence[str] | None]
    gb4754_more_flag: ReadOnly[str | None]
    size: ReadOnly[FirmSize | None]
    above_scale: ReadOnly[bool | None]
    ownership: ReadOnly[FirmOwnership | None]
    controller: ReadOnly[str | None]
    controller_uscc: ReadOnly[str | None]
    chain_role: ReadOnly[FirmChainRole | None]
    tags: ReadOnly[Sequence[str] | None]
    revenue: ReadOnly[float | None]
    revenue_lower: ReadOnly[float | None]
    revenue_upper: ReadOnly[float | None]
    revenue_flag: ReadOnly[str | None]
    output_value: ReadOnly[float | None]
    output_value_lower: ReadOnly[float | None]
    output_value_upper: ReadOnly[float | None]
    output_value_flag: ReadOnly[str | None]
    profit: ReadOnly[float | None]
    profit_lower: ReadOnly[float | None]
    profit_upper: ReadOnly[float | None]
    profit_flag: ReadOnly[str | None]
    rd: ReadOnly[float | None]
    rd_lower: ReadOnly[float | None]
    rd_upper: ReadOnly[float | None]
    rd_flag: ReadOnly[str | None]
    employees: ReadOnly[int | None]
    employees_lower: ReadOnly[float | None]
    employees_upper: ReadOnly[float | None]
    employees_flag: ReadOnly[str | None]
    power: ReadOnly[float | None]
    power_lower: ReadOnly[float | None]
    power_upper: ReadOnly[float | None]
    power_flag: ReadOnly[str | None]
    energy: ReadOnly[float | None]
    energy_lower: ReadOnly[float | None]
    energy_upper: ReadOnly[float | None]
    energy_flag: ReadOnly[str | None]
    year: ReadOnly[int | None]
    whitelist: ReadOnly[bool | None]
    monitored: ReadOnly[bool | None]
    sponsor: ReadOnly[str | None]
    exchange: NotRequired[ReadOnly[str | None]]
    listed_on: NotRequired[ReadOnly[str | None]]


class CapacityRow(PlacedRow):
    """A row of the list 06_生产能力."""

    firm: ReadOnly[str]
    site: ReadOnly[str | None]
    site_region: ReadOnly[str | None]
    site_region_zone: ReadOnly[str | None]
    site_region_flag: ReadOnly[str | None]
    park: ReadOnly[str | None]
    product: ReadOnly[str]
    design_capacity: ReadOnly[float | None]
    design_capacity_lower: ReadOnly[float | None]
    design_capacity_upper: ReadOnly[float | None]
    design_capacity_flag: ReadOnly[str | None]
    effective_capacity: ReadOnly[float | None]
    effective_capacity_lower: ReadOnly[float | None]
    effective_capacity_upper: ReadOnly[float | None]
    effective_capacity_flag: ReadOnly[str | None]
    output: ReadOnly[float | None]
    output_lower: ReadOnly[float | None]
    output_upper: ReadOnly[float | None]
    output_flag: ReadOnly[str | None]
    utilization: ReadOnly[float | None]
    utilization_lower: ReadOnly[float | None]
    utilization_upper: ReadOnly[float | None]
    utilization_flag: ReadOnly[str | None]
    grade: ReadOnly[str | None]
    national_share: ReadOnly[float | None]
    national_share_lower: ReadOnly[float | None]
    national_share_upper: ReadOnly[float | None]
    national_share_flag: ReadOnly[str | None]
    rank: ReadOnly[int | None]
    local_share: ReadOnly[float | None]
    local_share_lower: ReadOnly[float | None]
    local_share_upper: ReadOnly[float | None]
    local_share_flag: ReadOnly[str | None]
    province_share: ReadOnly[float | None]
    province_share_lower: ReadOnly[float | None]
    province_share_upper: ReadOnly[float | None]
    province_share_flag: ReadOnly[str | None]
    export_share: ReadOnly[float | None]
    export_share_lower: ReadOnly[float | None]
    export_share_upper: ReadOnly[float | None]
    export_share_flag: ReadOnly[str | None]
    state: ReadOnly[CapacityState | None]
    start: ReadOnly[str | None]
    start_precision: ReadOnly[str | None]
    end: ReadOnly[str | None]
    end_precision: ReadOnly[str | None]
    ttr_days: ReadOnly[int | None]
    ttr_days_lower: ReadOnly[float | None]
    ttr_days_upper: ReadOnly[float | None]
    ttr_days_flag: ReadOnly[str | None]
    convertible_to: ReadOnly[Sequence[str] | None]
    convert_days: ReadOnly[int | None]
    convert_days_lower: ReadOnly[float | None]
    convert_days_upper: ReadOnly[float | None]
    convert_days_flag: ReadOnly[str | None]
    revenue_share: NotRequired[ReadOnly[float | None]]
    revenue_share_flag: NotRequired[ReadOnly[str | None]]


class SupplyRow(PlacedRow):
    """A row of the list 07_供应关系."""

    supplier: ReadOnly[str | None]
    supplier_region: ReadOnly[Sequence[str] | None]
    buyer: ReadOnly[str]
    product: ReadOnly[str]
    qty: ReadOnly[float | None]
    qty_lower: ReadOnly[float | None]
    qty_upper: ReadOnly[float | None]
    qty_flag: ReadOnly[str | None]
    amount: ReadOnly[float | None]
    amount_lower: ReadOnly[float | None]
    amount_upper: ReadOnly[float | None]
    amount_flag: ReadOnly[str | None]
    share_buyer: ReadOnly[float | None]
    share_buyer_lower: ReadOnly[float | None]
    share_buyer_upper: ReadOnly[float | None]
    share_buyer_flag: ReadOnly[str | None]
    share_seller: ReadOnly[float | None]
    share_seller_lower: ReadOnly[float | None]
    share_seller_upper: ReadOnly[float | None]
    share_seller_flag: ReadOnly[str | None]
    declared_sole: ReadOnly[bool | None]
    mode: ReadOnly[SupplyMode | None]
    lead: ReadOnly[float | None]
    lead_lower: ReadOnly[float | None]
    lead_upper: ReadOnly[float | None]
    lead_flag: ReadOnly[str | None]
    transit: ReadOnly[float | None]
    transit_lower: ReadOnly[float | None]
    transit_upper: ReadOnly[float | None]
    transit_flag: ReadOnly[str | None]
    stock: ReadOnly[float | None]
    stock_lower: ReadOnly[float | None]
    stock_upper: ReadOnly[float | None]
    stock_flag: ReadOnly[str | None]
    difficulty: ReadOnly[int | None]
    alternates: ReadOnly[Sequence[str] | None]
    switch_days: ReadOnly[float | None]
    switch_days_lower: ReadOnly[float | None]
    switch_days_upper: ReadOnly[float | None]
    switch_days_flag: ReadOnly[str | None]
    mode_tr: ReadOnly[SupplyModeTr | None]
    corridor: ReadOnly[str | None]
    contract_end: ReadOnly[str | None]
    contract_end_precision: ReadOnly[str | None]
    year: ReadOnly[int | None]
    evidence: ReadOnly[SupplyEvidence | None]
    confidence: ReadOnly[float | None]
    supplier_count: ReadOnly[int | None]


class StrengthRow(PlacedRow):
    """A row of the list 08_特色优势清单."""

    stage_code: ReadOnly[str]
    product_code: ReadOnly[str | None]
    type: ReadOnly[StrengthType | None]
    firms: ReadOnly[Sequence[str] | None]
    national_share: ReadOnly[float | None]
    national_share_lower: ReadOnly[float | None]
    national_share_upper: ReadOnly[float | None]
    national_share_flag: ReadOnly[str | None]
    global_share: ReadOnly[float | None]
    global_share_lower: ReadOnly[float | None]
    global_share_upper: ReadOnly[float | None]
    global_share_flag: ReadOnly[str | None]
    rank: ReadOnly[int | None]
    proof: ReadOnly[str | None]


class ShortfallRow(PlacedRow):
    """A row of the list 09_短板环节清单."""

    stage_code: ReadOnly[str]
    product_code: ReadOnly[str | None]
    type: ReadOnly[ShortfallType | None]
    situation: ReadOnly[str | None]
    domestic_leaders: ReadOnly[Sequence[str] | None]
    foreign_suppliers: ReadOnly[Sequence[str] | None]
    import_dependence: ReadOnly[float | None]
    import_dependence_lower: ReadOnly[float | None]
    import_dependence_upper: ReadOnly[float | None]
    import_dependence_flag: ReadOnly[str | None]
    gap_note: ReadOnly[str | None]
    remedies: ReadOnly[Sequence[ShortfallRemedies] | None]
    owner: ReadOnly[str | None]
    due: ReadOnly[str | None]
    due_precision: ReadOnly[str | None]


class TechnologyRow(PlacedRow):
    """A row of the list 10_技术攻关清单."""

    tech_code: ReadOnly[str]
    tech_name: ReadOnly[str | None]
    products: ReadOnly[Sequence[str] | None]
    type: ReadOnly[TechnologyType | None]
    demander: ReadOnly[str | None]
    indicators: ReadOnly[str | None]
    current_level: ReadOnly[str | None]
    world_level: ReadOnly[str | None]
    dependence: ReadOnly[float | None]
    dependence_lower: ReadOnly[float | None]
    dependence_upper: ReadOnly[float | None]
    dependence_flag: ReadOnly[str | None]
    foreign_sources: ReadOnly[Sequence[str] | None]
    scheme: ReadOnly[TechnologyScheme | None]
    challenge_no: ReadOnly[str | None]
    takers: ReadOnly[Sequence[str] | None]
    budget: ReadOnly[float | None]
    budget_lower: ReadOnly[float | None]
    budget_upper: ReadOnly[float | None]
    budget_flag: ReadOnly[str | None]
    start: ReadOnly[str | None]
    start_precision: ReadOnly[str | None]
    end: ReadOnly[str | None]
    end_precision: ReadOnly[str | None]
    trl: ReadOnly[int | None]
    status: ReadOnly[TechnologyStatus | None]


class PlatformRow(PlacedRow):
    """A row of the list 11_创新平台清单."""

    platform_code: ReadOnly[str]
    name: ReadOnly[str | None]
    level: ReadOnly[PlatformLevel | None]
    type: ReadOnly[PlatformType | None]
    host: ReadOnly[str | None]
    stages: ReadOnly[Sequence[str] | None]
    year: ReadOnly[int | None]


class ParkRow(PlacedRow):
    """A row of the list 12_区域布局(园区)清单."""

    park_code: ReadOnly[str]
    name: ReadOnly[str | None]
    type: ReadOnly[ParkType | None]
    park_region: ReadOnly[str | None]
    park_region_zone: ReadOnly[str | None]
    lead_stages: ReadOnly[Sequence[str] | None]
    land: ReadOnly[float | None]
    land_lower: ReadOnly[float | None]
    land_upper: ReadOnly[float | None]
    land_flag: ReadOnly[str | None]
    headroom: ReadOnly[str | None]
    is_chemical_park: ReadOnly[bool | None]


class ProjectRow(PlacedRow):
    """A row of the list 13_重点项目清单."""

    project_code: ReadOnly[str]
    name: ReadOnly[str | None]
    builder: ReadOnly[str | None]
    stage: ReadOnly[str | None]
    product: ReadOnly[str | None]
    added_capacity: ReadOnly[float | None]
    added_capacity_lower: ReadOnly[float | None]
    added_capacity_upper: ReadOnly[float | None]
    added_capacity_flag: ReadOnly[str | None]
    added_capacity_unit: ReadOnly[str | None]
    invest: ReadOnly[float | None]
    invest_lower: ReadOnly[float | None]
    invest_upper: ReadOnly[float | None]
    invest_flag: ReadOnly[str | None]
    site_region: ReadOnly[str | None]
    site_region_zone: ReadOnly[str | None]
    type: ReadOnly[ProjectType | None]
    phase: ReadOnly[ProjectPhase | None]
    start: ReadOnly[str | None]
    start_precision: ReadOnly[str | None]
    commission_date: ReadOnly[str | None]
    commission_date_precision: ReadOnly[str | None]
    sponsor: ReadOnly[str | None]
    progress: ReadOnly[float | None]
    progress_lower: ReadOnly[float | None]
    progress_upper: ReadOnly[float | None]
    progress_flag: ReadOnly[str | None]


class TargetRow(PlacedRow):
    """A row of the list 14_双招双引对象清单."""

    no: ReadOnly[int | None]
    kind: ReadOnly[TargetKind | None]
    name: ReadOnly[str]
    uscc: ReadOnly[str | None]
    location: ReadOnly[str | None]
    stage: ReadOnly[str | None]
    products: ReadOnly[Sequence[str] | None]
    capacity: ReadOnly[float | None]
    capacity_lower: ReadOnly[float | None]
    capacity_upper: ReadOnly[float | None]
    capacity_flag: ReadOnly[str | None]
    capacity_unit: ReadOnly[str | None]
    standing: ReadOnly[str | None]
    intention: ReadOnly[str | None]
    contact_stage: ReadOnly[TargetContactStage | None]
    owner: ReadOnly[str | None]
    person: ReadOnly[str | None]
    last_contact: ReadOnly[str | None]
    last_contact_precision: ReadOnly[str | None]


class OutsideResourceRow(PlacedRow):
    """A row of the list 15_外部资源清单."""

    type: ReadOnly[OutsideResourceType | None]
    name: ReadOnly[str]
    origin: ReadOnly[str | None]
    products: ReadOnly[Sequence[str] | None]
    spare_qty: ReadOnly[float | None]
    spare_qty_lower: ReadOnly[float | None]
    spare_qty_upper: ReadOnly[float | None]
    spare_qty_flag: ReadOnly[str | None]
    spare_qty_unit: ReadOnly[str | None]
    status: ReadOnly[OutsideResourceStatus | None]
    qualify_days: ReadOnly[int | None]
    qualify_days_lower: ReadOnly[float | None]
    qualify_days_upper: ReadOnly[float | None]
    qualify_days_flag: ReadOnly[str | None]
    buyers: ReadOnly[Sequence[str] | None]
    remark: ReadOnly[str | None]


class IssueRow(PlacedRow):
    """A row of the list 16_堵点问题台账."""

    issue_no: ReadOnly[str]
    opened: ReadOnly[str | None]
    opened_precision: ReadOnly[str | None]
    raised_by: ReadOnly[str | None]
    type: ReadOnly[IssueType | None]
    products: ReadOnly[Sequence[str] | None]
    firms: ReadOnly[Sequence[str] | None]
    description: ReadOnly[str | None]
    severity: ReadOnly[IssueSeverity | None]
    affected_value: ReadOnly[float | None]
    affected_value_lower: ReadOnly[float | None]
    affected_value_upper: ReadOnly[float | None]
    affected_value_flag: ReadOnly[str | None]
    owner: ReadOnly[str | None]
    due: ReadOnly[str | None]
    due_precision: ReadOnly[str | None]
    status: ReadOnly[IssueStatus | None]
    closed: ReadOnly[str | None]
    closed_precision: ReadOnly[str | None]
    closing_basis: ReadOnly[str | None]


class RiskRow(PlacedRow):
    """A row of the list 17_断链断供风险清单."""

    risk_no: ReadOnly[str]
    stage: ReadOnly[str | None]
    product: ReadOnly[str | None]
    firms: ReadOnly[Sequence[str] | None]
    source_type: ReadOnly[RiskSourceType | None]
    trigger: ReadOnly[RiskTrigger | None]
    origin_countries: ReadOnly[Sequence[str] | None]
    import_dependence: ReadOnly[float | None]
    import_dependence_lower: ReadOnly[float | None]
    import_dependence_upper: ReadOnly[float | None]
    import_dependence_flag: ReadOnly[str | None]
    supplier_count: ReadOnly[int | None]
    supplier_count_lower: ReadOnly[float | None]
    supplier_count_upper: ReadOnly[float | None]
    supplier_count_flag: ReadOnly[str | None]
    top_share: ReadOnly[float | None]
    top_share_lower: ReadOnly[float | None]
    top_share_upper: ReadOnly[float | None]
    top_share_flag: ReadOnly[str | None]
    stock_days: ReadOnly[float | None]
    stock_days_lower: ReadOnly[float | None]
    stock_days_upper: ReadOnly[float | None]
    stock_days_flag: ReadOnly[str | None]
    alternative: ReadOnly[RiskAlternative | None]
    alternative_days: ReadOnly[float | None]
    alternative_days_lower: ReadOnly[float | None]
    alternative_days_upper: ReadOnly[float | None]
    alternative_days_flag: ReadOnly[str | None]
    declared_grade: ReadOnly[RiskDeclaredGrade | None]
    measures: ReadOnly[str | None]
    owner: ReadOnly[str | None]


class ReserveRow(PlacedRow):
    """A row of the list 18_备份储备清单."""

    reserve_no: ReadOnly[str]
    product: ReadOnly[str]
    instrument: ReadOnly[ReserveInstrument | None]
    holder: ReadOnly[str | None]
    reserve_region: ReadOnly[str | None]
    reserve_region_zone: ReadOnly[str | None]
    quantity: ReadOnly[float | None]
    quantity_lower: ReadOnly[float | None]
    quantity_upper: ReadOnly[float | None]
    quantity_flag: ReadOnly[str | None]
    quantity_unit: ReadOnly[str | None]
    activation_days: ReadOnly[int | None]
    activation_days_lower: ReadOnly[float | None]
    activation_days_upper: ReadOnly[float | None]
    activation_days_flag: ReadOnly[str | None]
    sustain_days: ReadOnly[int | None]
    sustain_days_lower: ReadOnly[float | None]
    sustain_days_upper: ReadOnly[float | None]
    sustain_days_flag: ReadOnly[str | None]
    cost_init: ReadOnly[float | None]
    cost_init_lower: ReadOnly[float | None]
    cost_init_upper: ReadOnly[float | None]
    cost_init_flag: ReadOnly[str | None]
    cost_year: ReadOnly[float | None]
    cost_year_lower: ReadOnly[float | None]
    cost_year_upper: ReadOnly[float | None]
    cost_year_flag: ReadOnly[str | None]
    rotation_days: ReadOnly[int | None]
    rotation_days_lower: ReadOnly[float | None]
    rotation_days_upper: ReadOnly[float | None]
    rotation_days_flag: ReadOnly[str | None]
    agreement_end: ReadOnly[str | None]
    agreement_end_precision: ReadOnly[str | None]
    last_drill: ReadOnly[str | None]
    last_drill_precision: ReadOnly[str | None]


class DemandOfferRow(PlacedRow):
    """A row of the list 19_供需对接清单."""

    do_no: ReadOnly[str]
    kind: ReadOnly[DemandOfferKind | None]
    firm: ReadOnly[str | None]
    product: ReadOnly[str]
    grade: ReadOnly[str | None]
    quantity: ReadOnly[float | None]
    quantity_lower: ReadOnly[float | None]
    quantity_upper: ReadOnly[float | None]
    quantity_flag: ReadOnly[str | None]
    quantity_unit: ReadOnly[str | None]
    quantity_period: ReadOnly[DemandOfferQuantityPeriod | None]
    price: ReadOnly[float | None]
    price_lower: ReadOnly[float | None]
    price_upper: ReadOnly[float | None]
    price_flag: ReadOnly[str | None]
    scope: ReadOnly[DemandOfferScope | None]
    current_source: ReadOnly[Sequence[str] | None]
    lead: ReadOnly[int | None]
    lead_lower: ReadOnly[float | None]
    lead_upper: ReadOnly[float | None]
    lead_flag: ReadOnly[str | None]
    valid_until: ReadOnly[str | None]
    valid_until_precision: ReadOnly[str | None]
    status: ReadOnly[DemandOfferStatus | None]


class PolicyRow(PlacedRow):
    """A row of the list 20_政策清单."""

    doc_no: ReadOnly[str | None]
    name: ReadOnly[str]
    level: ReadOnly[PolicyLevel | None]
    stages: ReadOnly[Sequence[str] | None]
    firm_types: ReadOnly[Sequence[str] | None]
    supports: ReadOnly[Sequence[str] | None]
    valid_until: ReadOnly[str | None]
    valid_until_precision: ReadOnly[str | None]
    link: ReadOnly[str | None]


class ExpertRow(PlacedRow):
    """A row of the list 21_专家人才清单."""

    name: ReadOnly[str | None]
    affiliation: ReadOnly[str | None]
    stages: ReadOnly[Sequence[str] | None]
    type: ReadOnly[ExpertType | None]


class ObservationRow(PlacedRow):
    """A row of the list 22_监测直报."""

    firm: ReadOnly[str]
    product: ReadOnly[str]
    period: ReadOnly[str]
    output: ReadOnly[float | None]
    output_lower: ReadOnly[float | None]
    output_upper: ReadOnly[float | None]
    output_flag: ReadOnly[str | None]
    sales: ReadOnly[float | None]
    sales_lower: ReadOnly[float | None]
    sales_upper: ReadOnly[float | None]
    sales_flag: ReadOnly[str | None]
    closing_stock: ReadOnly[float | None]
    closing_stock_lower: ReadOnly[float | None]
    closing_stock_upper: ReadOnly[float | None]
    closing_stock_flag: ReadOnly[str | None]
    price: ReadOnly[float | None]
    price_lower: ReadOnly[float | None]
    price_upper: ReadOnly[float | None]
    price_flag: ReadOnly[str | None]
    material: ReadOnly[str | None]
    material_price: ReadOnly[float | None]
    material_price_lower: ReadOnly[float | None]
    material_price_upper: ReadOnly[float | None]
    material_price_flag: ReadOnly[str | None]
    material_stock_days: ReadOnly[float | None]
    material_stock_days_lower: ReadOnly[float | None]
    material_stock_days_upper: ReadOnly[float | None]
    material_stock_days_flag: ReadOnly[str | None]
    profit: ReadOnly[float | None]
    profit_lower: ReadOnly[float | None]
    profit_upper: ReadOnly[float | None]
    profit_flag: ReadOnly[str | None]
    power: ReadOnly[float | None]
    power_lower: ReadOnly[float | None]
    power_upper: ReadOnly[float | None]
    power_flag: ReadOnly[str | None]
    operating_rate: ReadOnly[float | None]
    operating_rate_lower: ReadOnly[float | None]
    operating_rate_upper: ReadOnly[float | None]
    operating_rate_flag: ReadOnly[str | None]
    alert_note: ReadOnly[str | None]


class AliasRow(PlacedRow):
    """A row of the list 23_别名对照."""

    alias: ReadOnly[str]
    target: ReadOnly[str]
    kind: ReadOnly[AliasKind]
    confirmed_by: ReadOnly[str | None]
    confirmed: ReadOnly[str | None]
    confirmed_precision: ReadOnly[str | None]


class CodeRow(PlacedRow):
    """A row of the list 24_代码表."""

    code_set: ReadOnly[str]
    code: ReadOnly[str]
    name: ReadOnly[str | None]
    parent_code: ReadOnly[str | None]
    start: ReadOnly[str | None]
    start_precision: ReadOnly[str | None]
    end: ReadOnly[str | None]
    end_precision: ReadOnly[str | None]


class ProductHierarchyRow(PlacedRow):
    """A row of the table product_hierarchy."""

    child: ReadOnly[str]
    parent: ReadOnly[str]


class StageInputRow(PlacedRow):
    """A row of the table stage_inputs."""

    stage: ReadOnly[str]
    upstream: ReadOnly[str]


class FirmStageRow(PlacedRow):
    """A row of the table firm_stages."""

    firm: ReadOnly[str]
    stage: ReadOnly[str]


class FirmNameRow(PlacedRow):
    """A row of the table firm_names."""

    firm: ReadOnly[str]
    name: ReadOnly[str]


class ParkedRow(TypedDict):
    """A row of the table parked."""

    table: ReadOnly[str]
    code: ReadOnly[str]
    file: ReadOnly[str | None]
    sheet: ReadOnly[str | None]
    row: ReadOnly[int | None]
    cells: ReadOnly[str]
    products: ReadOnly[Sequence[str] | None]
    firms: ReadOnly[Sequence[str] | None]
    suppliers: ReadOnly[Sequence[str] | None]
    regions: ReadOnly[Sequence[str] | None]
    state: ReadOnly[str | None]
    slot_chain: ReadOnly[str]
    slot_region: ReadOnly[str | None]
    submission_id: ReadOnly[str]


class ReportRow(TypedDict):
    """A row of the table reports."""

    table: ReadOnly[str]
    key: ReadOnly[str]
    slot_chain: ReadOnly[str]
    slot_region: ReadOnly[str | None]
    source_file: ReadOnly[str | None]
    source_sheet: ReadOnly[str | None]
    source_row: ReadOnly[int | None]
    fields: ReadOnly[str]
    reason: ReadOnly[str]
    used: ReadOnly[Sequence[str] | None]
    differs: ReadOnly[Sequence[str] | None]
    submission_id: ReadOnly[str]
    as_of: ReadOnly[str | None]


class TypedRows(ABC):
    """Tables by name, each with its own row type."""

    @overload
    def rows(self, name: Literal["submissions"]) -> tuple[SubmissionRow, ...]: ...
    @overload
    def rows(self, name: Literal["chains"]) -> tuple[ChainRow, ...]: ...
    @overload
    def rows(self, name: Literal["stages"]) -> tuple[StageRow, ...]: ...
    @overload
    def rows(self, name: Literal["products"]) -> tuple[ProductRow, ...]: ...
    @overload
    def rows(self, name: Literal["product_inputs"]) -> tuple[ProductInputRow, ...]: ...
    @overload
    def rows(self, name: Literal["firms"]) -> tuple[FirmRow, ...]: ...
    @overload
    def rows(self, name: Literal["capacities"]) -> tuple[CapacityRow, ...]: ...
    @overload
    def rows(self, name: Literal["supplies"]) -> tuple[SupplyRow, ...]: ...
    @overload
    def rows(self, name: Literal["strengths"]) -> tuple[StrengthRow, ...]: ...
    @overload
    def rows(self, name: Literal["shortfalls"]) -> tuple[ShortfallRow, ...]: ...
    @overload
    def rows(self, name: Literal["technologies"]) -> tuple[TechnologyRow, ...]: ...
    @overload
    def rows(self, name: Literal["platforms"]) -> tuple[PlatformRow, ...]: ...
    @overload
    def rows(self, name: Literal["parks"]) -> tuple[ParkRow, ...]: ...
    @overload
    def rows(self, name: Literal["projects"]) -> tuple[ProjectRow, ...]: ...
    @overload
    def rows(self, name: Literal["targets"]) -> tuple[TargetRow, ...]: ...
    @overload
    def rows(self, name: Literal["outside_resources"]) -> tuple[OutsideResourceRow, ...]: ...
    @overload
    def rows(self, name: Literal["issues"]) -> tuple[IssueRow, ...]: ...
    @overload
    def rows(self, name: Literal["risks"]) -> tuple[RiskRow, ...]: ...
    @overload
    def rows(self, name: Literal["reserves"]) -> tuple[ReserveRow, ...]: ...
    @overload
    def rows(self, name: Literal["demand_offers"]) -> tuple[DemandOfferRow, ...]: ...
    @overload
    def rows(self, name: Literal["policies"]) -> tuple[PolicyRow, ...]: ...
    @overload
    def rows(self, name: Literal["experts"]) -> tuple[ExpertRow, ...]: ...
    @overload
    def rows(self, name: Literal["observations"]) -> tuple[ObservationRow, ...]: ...
    @overload
    def rows(self, name: Literal["aliases"]) -> tuple[AliasRow, ...]: ...
    @overload
    def rows(self, name: Literal["codes"]) -> tuple[CodeRow, ...]: ...
    @overload
    def rows(self, name: Literal["product_hierarchy"]) -> tuple[ProductHierarchyRow, ...]: ...
    @overload
    def rows(self, name: Literal["stage_inputs"]) -> tuple[StageInputRow, ...]: ...
    @overload
    def rows(self, name: Literal["firm_stages"]) -> tuple[FirmStageRow, ...]: ...
    @overload
    def rows(self, name: Literal["firm_names"]) -> tuple[FirmNameRow, ...]: ...
    @overload
    def rows(self, name: Literal["parked"]) -> tuple[ParkedRow, ...]: ...
    @overload
    def rows(self, name: Literal["reports"]) -> tuple[ReportRow, ...]: ...
    @overload
    def rows(self, name: str) -> tuple[AnyRow, ...]: ...
    def rows(self, name: str) -> tuple[AnyRow, ...]:
        """A table as rows by column name, null as None, lists as lists; made once for all who ask, never altered.

        Raises
        ------
        KeyError
            No such table.
        """
        return self._kept(name)

    @abstractmethod
    def _kept(self, name: str) -> tuple[AnyRow, ...]: ...

    @overload
    def each(self, name: Literal["submissions"], at: Positions = None) -> Iterator[SubmissionRow]: ...
    @overload
    def each(self, name: Literal["chains"], at: Positions = None) -> Iterator[ChainRow]: ...
    @overload
    def each(self, name: Literal["stages"], at: Positions = None) -> Iterator[StageRow]: ...
    @overload
    def each(self, name: Literal["products"], at: Positions = None) -> Iterator[ProductRow]: ...
    @overload
    def each(self, name: Literal["product_inputs"], at: Positions = None) -> Iterator[ProductInputRow]: ...
    @overload
    def each(self, name: Literal["firms"], at: Positions = None) -> Iterator[FirmRow]: ...
    @overload
    def each(self, name: Literal["capacities"], at: Positions = None) -> Iterator[CapacityRow]: ...
    @overload
    def each(self, name: Literal["supplies"], at: Positions = None) -> Iterator[SupplyRow]: ...
    @overload
    def each(self, name: Literal["strengths"], at: Positions = None) -> Iterator[StrengthRow]: ...
    @overload
    def each(self, name: Literal["shortfalls"], at: Positions = None) -> Iterator[ShortfallRow]: ...
    @overload
    def each(self, name: Literal["technologies"], at: Positions = None) -> Iterator[TechnologyRow]: ...
    @overload
    def each(self, name: Literal["platforms"], at: Positions = None) -> Iterator[PlatformRow]: ...
    @overload
    def each(self, name: Literal["parks"], at: Positions = None) -> Iterator[ParkRow]: ...
    @overload
    def each(self, name: Literal["projects"], at: Positions = None) -> Iterator[ProjectRow]: ...
    @overload
    def each(self, name: Literal["targets"], at: Positions = None) -> Iterator[TargetRow]: ...
    @overload
    def each(self, name: Literal["outside_resources"], at: Positions = None) -> Iterator[OutsideResourceRow]: ...
    @overload
    def each(self, name: Literal["issues"], at: Positions = None) -> Iterator[IssueRow]: ...
    @overload
    def each(self, name: Literal["risks"], at: Positions = None) -> Iterator[RiskRow]: ...
    @overload
    def each(self, name: Literal["reserves"], at: Positions = None) -> Iterator[ReserveRow]: ...
    @overload
    def each(self, name: Literal["demand_offers"], at: Positions = None) -> Iterator[DemandOfferRow]: ...
    @overload
    def each(self, name: Literal["policies"], at: Positions = None) -> Iterator[PolicyRow]: ...
    @overload
    def each(self, name: Literal["experts"], at: Positions = None) -> Iterator[ExpertRow]: ...
    @overload
    def each(self, name: Literal["observations"], at: Positions = None) -> Iterator[ObservationRow]: ...
    @overload
    def each(self, name: Literal["aliases"], at: Positions = None) -> Iterator[AliasRow]: ...
    @overload
    def each(self, name: Literal["codes"], at: Positions = None) -> Iterator[CodeRow]: ...
    @overload
    def each(self, name: Literal["product_hierarchy"], at: Positions = None) -> Iterator[ProductHierarchyRow]: ...
    @overload
    def each(self, name: Literal["stage_inputs"], at: Positions = None) -> Iterator[StageInputRow]: ...
    @overload
    def each(self, name: Literal["firm_stages"], at: Positions = None) -> Iterator[FirmStageRow]: ...
    @overload
    def each(self, name: Literal["firm_names"], at: Positions = None) -> Iterator[FirmNameRow]: ...
    @overload
    def each(self, name: Literal["parked"], at: Positions = None) -> Iterator[ParkedRow]: ...
    @overload
    def each(self, name: Literal["reports"], at: Positions = None) -> Iterator[ReportRow]: ...
    @overload
    def each(self, name: str, at: Positions = None) -> Iterator[AnyRow]: ...
    def each(self, name: str, at: Positions = None) -> Iterator[AnyRow]:
        """The rows of ``rows`` one after the other, all or those at some positions; made anew and not kept."""
        return self._read(name, at)

    @abstractmethod
    def _read(self, name: str, at: Positions) -> Iterator[AnyRow]: ...
