"""The graph of a version for other programs."""
