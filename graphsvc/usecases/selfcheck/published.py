"""What is printed elsewhere and must come out here: one typed row a figure or row of figures, with its source."""

from __future__ import annotations

from dataclasses import dataclass

Value = float | str | None
"""A figure, a word, or None for what never happens."""

_CUTS = "Fussell & Vesely 1972, Trans. ANS 15, 262-263; P = 1 - (1 - 0.19^2) 0.9 0.99^2"
_BIRNBAUM = "Birnbaum 1969; E: (1 - 0.19^2) 0.99^2, A: 0.9 0.19 0.9 0.99^2, F: (1 - 0.19^2) 0.9 0.1 0.99"
_STRONG = "Italiano, Laura & Santaroni 2012, doi:10.1016/j.tcs.2011.11.011"
_KARATE = "Zachary 1977, doi:10.1086/jar.33.4.3629752; Brandes 2001, doi:10.1080/0022250X.2001.9990249"
_ESRI = "Diem et al. 2022, doi:10.1038/s41598-022-11522-z, Fig. 1"
_LOOP = "Diem et al. 2022, doi:10.1038/s41598-022-11522-z, eq. 5-9; W = [[1, 1], [0, 1]], h(2) = 1/3"
_DENSITY = "Hidalgo et al. 2007, doi:10.1126/science.1144581"
_NESTED = "Hidalgo & Hausmann 2009, doi:10.1073/pnas.0900943106; 1/k^2"
_FARMER = "Birge & Louveaux 2011, doi:10.1007/978-1-4614-0237-4, 1.1"
_SURVIVE = "Simchi-Levi et al. 2015, doi:10.1287/inte.2015.0804; S 30 45 60, D 75 50, stock 20 25, TTR 2"
_TYRES = "tyre.xlsx, docs/definitions.md 4-6"
_FULL = "tyre.xlsx, docs/definitions.md"


@dataclass(frozen=True)
class Published:
    """One row: ``subject`` by which it is worked out, ``name`` (a code with words), ``about`` what exactly, the
    ``source``, the values as printed and ``within`` which they must be met: one for all, or one for each."""

    subject: str
    name: str
    about: str
    source: str
    expected: tuple[Value, ...]
    within: float | tuple[float, ...] = 1e-9

    @property
    def margins(self) -> tuple[float, ...]:
        """One for each value."""
        return self.within if isinstance(self.within, tuple) else (self.within,) * len(self.expected)


_KEPT, _DAYS, _LOST = 0.0005 + 1e-9, 1e-9, 0.00005 + 1e-9
_OUTAGE = (0.0, _KEPT, _KEPT, _DAYS, _DAYS, _DAYS, _LOST, 0.0)


def _outage(entity: str, *values: Value) -> Published:
    """What stops, kept at L1 and L1+, survives, recovers, gap [d], loss in 90 days [full-output days], grade."""
    return Published("tyres", "tyre_outage", entity, _TYRES, values, _OUTAGE)


PUBLISHED: tuple[Published, ...] = (
    Published("cut_sets", "cut_sets", "", _CUTS, ("E", "A B", "A D", "B C", "C D", "F G", "H I")),
    Published("cut_sets", "cut_set_probability", "p = 0.1", _CUTS, (0.149753449,), 5e-10),
    Published("cut_sets", "birnbaum", "E A B C D F G H I", _BIRNBAUM,
              (0.944718, *(0.150837,) * 4, *(0.085883,) * 4), 5e-7),
    Published("screens", "strong_points", "C_7; K_5; 2 x C_3", _STRONG, (7, 0, 5)),
    Published("screens", "betweenness", "0 33 32", _KARATE, (0.4376353, 0.3040750, 0.1452471), 5e-8),
    Published("screens", "cut_points", "0; 0-11", _KARATE, ("0", "0-11")),
    Published("trade", "esri", "e = 1, sigma = 1", _ESRI,
              (0.1, 0.366667, 0.266667, 0.35, 0.1, 0.166667, 0.7, 0.1, 0.366667, 0.266667, 0.45), 5e-7),
    Published("trade", "esri", "e = 1", _ESRI,
              (0.1, 0.3, 0.266667, 0.35, 0.1, 0.116667, 0.7, 0.1, 0.311111, 0.266667, 0.45), 5e-7),
    Published("trade", "esri", "e = 2, sigma = 1", _ESRI,
              (0.1, 0.5, 0.4, 0.35, 0.1, 0.3, 0.7, 0.1, 0.5, 0.4, 0.45), 5e-7),
    Published("trade", "esri", "e = 2", _ESRI,
              (0.1, 0.366667, 0.4, 0.35, 0.1, 0.15, 0.7, 0.1, 0.4, 0.4, 0.45), 5e-7),
    Published("trade", "esri_parts", "e = 2, epsilon = 1e-12", _LOOP, (2 / 3, 1.0, 1.0)),
    Published("trade", "density", "M = 1", _DENSITY, (1.0, 1.0, 1.0, 1.0)),
    Published("trade", "eigenvalues", "n = 5", _NESTED, (1.0, 1 / 4, 1 / 9, 1 / 16, 1 / 25)),
    Published("trade", "complexity_order", "n = 5", _NESTED, (1.0, 2.0, 3.0, 4.0, 5.0)),
    Published("programs", "farmer", "", _FARMER, (-108_390.0, 170.0, 80.0, 250.0), 1e-3),
    Published("programs", "farmer_worth", "EVPI, VSS", _FARMER, (7_015.56, 1_150.0), 0.01),
    Published("programs", "recovery_cost", "-, S1, S2, S3", _SURVIVE, (0.0, 0.0, 125_000.0, 275_000.0), 1e-3),
    Published("programs", "recovery_units", "-, S1, S2, S3", _SURVIVE, (0.0, 0.0, 25.0, 55.0), 1e-6),
    Published("programs", "survival", "-, S1, S2, S3", _SURVIVE, (None, 2.25, 9 / 7, 0.9), 1e-6),
    _outage("示例中间体", 4, 0, 0, 37.5, 90, 52.5, 48.7857, "red"),
    _outage("示例合成胶", 2, 0, 0, 10, 60, 50, 46.7857, "red"),
    _outage("示例帘线集团", 2, 0, 0, 10, 45, 35, 33.7143, "red"),
    _outage("示例丁二烯", 3, 0, 0, 13, 45, 32, 28.7857, "red"),
    _outage("示例帘线东", 0, 0.423, 0.481, 19.25, 45, 25.75, 14.6758, "orange"),
    _outage("示例炭黑一", 0, 0.375, 0.595, 14, 30, 16, 9.8214, "orange"),
    _outage("示例帘线西", 0, 0.577, 0.618, 20, 45, 25, 7.7527, "yellow"),
    _outage("示例炭黑二", 0, 0.625, 0.744, 14, 30, 16, 2.8571, "yellow"),
    _outage("ext:TH:P020201", 0, 0.4, 0.4, 50, 60, 10, 2.1429, "orange"),
    _outage("示例助剂甲", 0, 0.4, 0.595, 30, 30, 0, 0, "yellow"),
    _outage("示例助剂乙", 0, 0.6, 0.744, 30, 30, 0, 0, "yellow"),
    _outage("ext:CI:P020201", 0, 0.6, 0.6, 75, 60, 0, 0, "yellow"),
    _outage("示例盘条", 4, 0, 0, 30, 30, 0, 0, "yellow"),
    Published("tyres", "fast_bounds", "示例中间体", _TYRES, (35.0, 40.0)),
    Published("tyres", "loss_sum", "12 firms, 11 groups", _TYRES, (161.607, 172.8926), 0.0006),
    Published("tyres", "resilience", "RS_90 12 firms, 11 groups; min", f"{_FULL} 9",
              (85.0364, 82.5361, 45.7937), _LOST),
    Published("tyres", "first_days", "示例合成胶, 30 d", f"{_FULL} 5", (15.0, 10.0)),
    Published("tyres", "backup_need", "示例中间体", f"{_FULL} 9a", (0.4142466, 0.1058630, 0.0838356, 0.2245479), 5e-8),
    Published("tyres", "completeness", "7/9, 7/8", f"{_FULL} 8", (7 / 9, 7 / 8)),
    Published("tyres", "self_sufficiency", "", f"{_FULL} 8", (1.19, 1.34, 1.10, 1.34, 1.19, 1.19), 0.005),
    Published("tyres", "sources", "示例轮胎一厂", f"{_FULL} 7", (1.00, 1.82), 0.005),
)  # fmt: skip
