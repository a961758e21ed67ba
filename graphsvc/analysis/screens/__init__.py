"""Hints from the shape of the graph alone, never verdicts."""
