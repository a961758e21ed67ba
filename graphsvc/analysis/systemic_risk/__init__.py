"""The economic systemic risk index of firms (Diem et al. 2022, doi:10.1038/s41598-022-11522-z)."""

from graphsvc.analysis.systemic_risk.index import systemic_risk

__all__ = ["systemic_risk"]
