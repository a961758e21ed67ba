"""Supply-chain resilience analytics over industry-chain workbooks."""

__version__ = "0.1.0"
