"""The report: what a chain chief reads, put together from answers of the catalogue."""
